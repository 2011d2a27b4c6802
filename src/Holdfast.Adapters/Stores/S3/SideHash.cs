using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>The whole hash of an object beside it, where neither metadata nor a tag can bear it: <c>.holdfast/sha256/name</c>, as sha256sum writes it.</summary>
internal static class SideHash
{
    /// <summary>Writes it.</summary>
    public static async ValueTask WriteAsync(S3Service service, KeyNames keys, TreePath path, string sha256, CancellationToken cancellation)
    {
        var key = keys.InOwn("sha256", path);
        if (Encoding.UTF8.GetByteCount(key) > KeyNames.Longest) return;
        var text = Encoding.UTF8.GetBytes($"{sha256}  {path}\n");
        await service.PutAsync(key, path, text, ContentParts.Sha256(text), new Dictionary<string, string>(), null, cancellation);
    }
}
