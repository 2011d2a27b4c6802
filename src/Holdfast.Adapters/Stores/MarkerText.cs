using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores;

/// <summary>What <c>.holdfast/marker</c> says on every kind of store, so that a disk is known however it is reached: JSON with a version and a UUID.</summary>
internal static class MarkerText
{
    /// <summary>The version this program writes for a store that is not encrypted; a newer one is refused.</summary>
    public const int Version = 1;

    /// <summary>The version of an encrypted store's, which programs that know of no encryption refuse.</summary>
    public const int SealedVersion = 2;

    /// <summary>No marker is longer, in bytes.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>Where it lies in a store, as people are told.</summary>
    public static readonly TreePath Shown = TreePath.From(".holdfast/marker");

    /// <summary>A marker's content.</summary>
    /// <param name="uuid">The store's identity.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="seal">How what lies in it is encrypted; null for not.</param>
    public static byte[] Write(Guid uuid, DateTimeOffset now, StoreSeal? seal = null)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", seal is null ? Version : SealedVersion);
            json.WriteString("uuid", uuid);
            json.WriteString("made", now);
            if (seal is not null)
            {
                json.WriteStartObject("encryption");
                json.WriteNumber("format", StoreSeal.Format);
                json.WriteString("key", seal.Key);
                json.WriteBoolean("names", seal.Names);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    /// <summary>The UUID a marker gives.</summary>
    /// <param name="store">Name of the store, for errors.</param>
    /// <param name="text">What the marker says.</param>
    /// <param name="seal">How what lies in the store is encrypted as configured; null for not.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Refused"/>: it is no marker, a newer program's, or the store is encrypted otherwise.</exception>
    public static Guid Read(string store, ReadOnlyMemory<byte> text, StoreSeal? seal = null)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var version = json.RootElement.GetProperty("version").GetInt32();
            if (version > SealedVersion) throw new StoreException(store, Shown, StoreFault.Refused, $"the marker has version {version}, this program knows {SealedVersion}: use a newer Holdfast");
            SealMismatchException.Check(store, SealOf(store, version, json.RootElement), seal);
            return json.RootElement.GetProperty("uuid").GetGuid();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreException(store, Shown, StoreFault.Refused, "the marker cannot be read; restore it, or remove it to begin anew", failure);
        }
    }

    private static StoreSeal? SealOf(string store, int version, JsonElement marker)
    {
        // Half a marker must not make an encrypted store a plain one.
        if (!marker.TryGetProperty("encryption", out var said)) return version < SealedVersion ? null : throw new FormatException("it does not say how the store is encrypted");
        var format = said.GetProperty("format").GetInt32();
        if (format > StoreSeal.Format) throw new StoreException(store, Shown, StoreFault.Refused, $"the store is encrypted in format {format}, this program knows {StoreSeal.Format}: use a newer Holdfast");
        return new StoreSeal(said.GetProperty("key").GetString() ?? "", said.GetProperty("names").GetBoolean());
    }
}
