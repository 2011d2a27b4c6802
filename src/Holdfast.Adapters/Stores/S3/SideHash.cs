using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// The hash of an object that was made of parts, and so was known only afterwards: a tag, or where there are no tags an object of our own
/// that says it. Somebody who knows nothing of what we know finds it there.
/// </summary>
internal sealed class SideHash(S3Service service, KeyNames keys)
{
    private const int Digits = 64;

    /// <summary>Writes it.</summary>
    public async ValueTask WriteAsync(string key, TreePath path, string sha256, CancellationToken cancellation)
    {
        if (await service.TagAsync(key, path, sha256, cancellation)) return;
        if (KeyOf(path) is not { } beside) return;
        var text = Encoding.UTF8.GetBytes($"{sha256}  {path}\n");
        await service.PutAsync(beside, path, text, ContentParts.Sha256(text), new Dictionary<string, string>(), null, cancellation);
    }

    /// <summary>Reads it, by one request: from the tags where the server tells of some, else from what lies beside.</summary>
    /// <returns>Hexadecimal; null where there is none, or none that is of this object for sure.</returns>
    public async ValueTask<string?> ReadAsync(ObjectHead head, TreePath path, CancellationToken cancellation)
    {
        string? told;
        try { told = head.HasTags ? await service.TagOfAsync(head.Key, path, cancellation) : await BesideAsync(head, path, cancellation); }
        // Who may read an object may perhaps not read what is told of it.
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.NotFound) { return null; }
        return told is { Length: Digits } && told.All(char.IsAsciiHexDigit) ? told : null;
    }

    // What is older than the object was written for another one of that name.
    private async ValueTask<string?> BesideAsync(ObjectHead head, TreePath path, CancellationToken cancellation)
    {
        if (KeyOf(path) is not { } beside || head.Key != keys.Of(path) || await service.OpenAsync(beside, path, 0, null, cancellation) is not var (found, content)) return null;
        await using (content)
        {
            if (found.Modified < head.Modified) return null;
            var text = new byte[Digits];
            return await content.ReadAtLeastAsync(text, Digits, throwOnEndOfStream: false, cancellation) == Digits ? Encoding.ASCII.GetString(text) : null;
        }
    }

    private string? KeyOf(TreePath path) => keys.InOwn("sha256", path) is var key && Encoding.UTF8.GetByteCount(key) <= KeyNames.Longest ? key : null;
}
