using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Uploads in parts that nobody takes up again: their parts cost room and are seen in no listing.</summary>
internal static class AbandonedUploads
{
    /// <summary>Gives up those begun before a moment.</summary>
    public static async ValueTask ClearAsync(S3Service service, KeyNames keys, DateTimeOffset before, CancellationToken cancellation)
    {
        foreach (var upload in await service.UploadsAsync(keys.Prefix, cancellation))
        {
            if (upload.Begun < before) await service.AbortAsync(upload.Key, TreePath.Root, upload.Id, cancellation);
        }
    }
}
