using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>The object that gives a store its identity: <c>.holdfast/marker</c>, JSON with a version and a UUID.</summary>
internal static class S3Marker
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const int Version = 1;

    private static readonly TreePath Shown = TreePath.From(".holdfast/marker");

    /// <summary>The store's UUID; null when there is no marker.</summary>
    public static async ValueTask<Guid?> ReadAsync(string store, S3Service service, KeyNames keys, CancellationToken cancellation)
    {
        if (await service.OpenAsync(keys.InOwn("marker"), Shown, 0, null, cancellation) is not { } opened)
        {
            // That there is no marker and that there is no bucket are two things; only a listing tells them apart.
            await service.ListAsync(keys.OwnPrefix, "", 1, cancellation);
            return null;
        }
        await using var content = opened.Content;
        try
        {
            using var json = await JsonDocument.ParseAsync(content, cancellationToken: cancellation);
            var version = json.RootElement.GetProperty("version").GetInt32();
            if (version > Version) throw new StoreException(store, Shown, StoreFault.Refused, $"the marker has version {version}, this program knows {Version}: use a newer Holdfast");
            return json.RootElement.GetProperty("uuid").GetGuid();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreException(store, Shown, StoreFault.Refused, "the marker cannot be read; restore it, or remove it to begin anew", failure);
        }
    }

    /// <summary>Writes a marker, unless somebody was quicker.</summary>
    /// <returns>The UUID of the marker that stands there.</returns>
    public static async ValueTask<Guid> WriteAsync(string store, S3Service service, KeyNames keys, Guid uuid, DateTimeOffset now, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        await using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("uuid", uuid);
            json.WriteString("made", now);
            json.WriteEndObject();
        }
        try
        {
            var content = text.ToArray();
            await service.PutAsync(keys.InOwn("marker"), Shown, content, ContentParts.Sha256(content), new Dictionary<string, string>(), Condition.Absent, cancellation);
            return uuid;
        }
        catch (WorldChangedException)
        {
            return await ReadAsync(store, service, keys, cancellation) ?? uuid;
        }
    }
}
