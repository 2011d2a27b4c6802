using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The file that gives a store its identity, <c>.holdfast/marker</c>: the same as a local store has, so that a disk is known however it is reached.</summary>
internal static class SftpMarker
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const int Version = 1;

    private static readonly TreePath Shown = TreePath.From(".holdfast/marker");

    /// <summary>The store's UUID; null when there is no marker.</summary>
    public static async ValueTask<Guid?> ReadAsync(string store, SftpSession session, SftpPlaces places, CancellationToken cancellation)
    {
        if (await SmallFiles.ReadAsync(session, places.InOwn("marker"u8), cancellation) is not { } text) return null;
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

    /// <summary>Writes a marker.</summary>
    public static ValueTask WriteAsync(SftpSession session, SftpPlaces places, Guid uuid, DateTimeOffset now, CancellationToken cancellation)
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
        return SmallFiles.WriteAsync(session, places.InOwn("marker.new"u8), places.InOwn("marker"u8), text.ToArray(), cancellation);
    }
}
