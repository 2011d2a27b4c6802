using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>The object that gives a store its identity.</summary>
internal static class S3Marker
{
    /// <summary>The store's UUID; null when there is no marker.</summary>
    public static async ValueTask<Guid?> ReadAsync(string store, S3Service service, KeyNames keys, StoreSeal? seal, CancellationToken cancellation)
    {
        if (await service.OpenAsync(keys.InOwn("marker"), MarkerText.Shown, 0, null, cancellation) is not { } opened)
        {
            // That there is no marker and that there is no bucket are two things; only a listing tells them apart.
            await service.ListAsync(keys.OwnPrefix, "", 1, cancellation);
            return null;
        }
        await using var content = opened.Content;
        var text = new byte[MarkerText.MostBytes];
        var length = await content.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation);
        return MarkerText.Read(store, text.AsMemory(0, length), seal);
    }

    /// <summary>Writes a marker, unless somebody was quicker.</summary>
    /// <returns>The UUID of the marker that stands there.</returns>
    public static async ValueTask<Guid> WriteAsync(string store, S3Service service, KeyNames keys, Guid uuid, DateTimeOffset now, StoreSeal? seal, CancellationToken cancellation)
    {
        try
        {
            var content = MarkerText.Write(uuid, now, seal);
            await service.PutAsync(keys.InOwn("marker"), MarkerText.Shown, content, ContentParts.Sha256(content), new Dictionary<string, string>(), Condition.Absent, cancellation);
            return uuid;
        }
        catch (WorldChangedException)
        {
            return await ReadAsync(store, service, keys, seal, cancellation) ?? uuid;
        }
    }
}
