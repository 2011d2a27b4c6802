using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores;

/// <summary>What <c>.holdfast/marker</c> says on every kind of store, so that a disk is known however it is reached: JSON with a version and a UUID.</summary>
internal static class MarkerText
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const int Version = 1;

    /// <summary>No marker is longer, in bytes.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>Where it lies in a store, as people are told.</summary>
    public static readonly TreePath Shown = TreePath.From(".holdfast/marker");

    /// <summary>A marker's content.</summary>
    public static byte[] Write(Guid uuid, DateTimeOffset now)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("uuid", uuid);
            json.WriteString("made", now);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    /// <summary>The UUID a marker gives.</summary>
    /// <param name="store">Name of the store, for errors.</param>
    /// <param name="text">What the marker says.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Refused"/>: it is no marker, or a newer program's.</exception>
    public static Guid Read(string store, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var version = json.RootElement.GetProperty("version").GetInt32();
            if (version > Version) throw new StoreException(store, Shown, StoreFault.Refused, $"the marker has version {version}, this program knows {Version}: use a newer Holdfast");
            return json.RootElement.GetProperty("uuid").GetGuid();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreException(store, Shown, StoreFault.Refused, "the marker cannot be read; restore it, or remove it to begin anew", failure);
        }
    }
}
