using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Finds out what a server really does, by an object of its own that is gone afterwards.</summary>
internal sealed class S3Probe(S3Service service, KeyNames keys, S3StoreOptions options)
{
    private static readonly byte[] Content = "holdfast"u8.ToArray();
    private static readonly byte[] OtherHash = ContentParts.Sha256("something else"u8.ToArray());
    private static readonly TimeSpan Harmless = TimeSpan.FromSeconds(30);
    private readonly string _key = keys.InOwn($"probe-{options.NewId():N}");

    /// <summary>Looks, one thing after the other. What cannot be written ends it.</summary>
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Endpoint.Url is { Scheme: "http", IsLoopback: false }) yield return new Finding("encryption", Severity.Warning, TreePath.Root, "requests go over the network in the clear", "use https:// in the endpoint");
        var listed = await ToldAsync("list", token => service.ListAsync(keys.Prefix, "", 1, token), "s3:ListBucket", cancellation);
        yield return listed;
        var written = await ToldAsync("write", token => PutAsync(Condition.Absent, ContentParts.Sha256(Content), token), "s3:PutObject", cancellation);
        yield return written;
        if (written.Severity == Severity.Error) yield break;
        yield return await ToldAsync("read", ReadBackAsync, "s3:GetObject", cancellation);
        yield return await ClockAsync(cancellation);
        yield return await RefusedAsync("conditional-writes", token => PutAsync(Condition.Absent, ContentParts.Sha256(Content), token),
            "refuses to write over what should not be there", "writes over anything, whatever the condition: each write looks first, and two programs that write one name at the same moment can overwrite each other", cancellation);
        yield return await RefusedAsync("conditional-replaces", token => PutAsync(Condition.Match("00000000000000000000000000000000"), ContentParts.Sha256(Content), token),
            "refuses to replace what is not as expected", "replaces anything, whatever the condition: each write looks first", cancellation);
        yield return options.SendsChecksums
            ? await ChecksumAsync(cancellation)
            : new Finding("checksums", Severity.Info, TreePath.Root, "no SHA-256 is sent, as configured");
        yield return await ToldAsync("parts", PartsAsync, "s3:AbortMultipartUpload, s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts", cancellation);
        yield return await service.TagAsync(_key, TreePath.Root, "0", cancellation) ? Fine("tags", "keeps tags: large files bear their hash")
            : new Finding("tags", Severity.Info, TreePath.Root, "keeps no tags, or lets us set none: the hash of large files stands beside them in .holdfast/sha256");
        yield return await VersionsAsync(cancellation);
        if (await service.LockedAsync(cancellation) is { Length: > 0 } locked)
            yield return Fine("object-lock", $"locks what is written ({locked}): what we replace or remove stays as an old version until then, which nobody else can remove either, and is paid for");
        yield return await RefusedAsync("conditional-removals", token => service.DeleteAsync(_key, TreePath.Root, "00000000000000000000000000000000", token),
            "refuses to remove what is not as expected", "removes anything, whatever the condition: each removal looks first", cancellation);
        yield return await ToldAsync("remove", token => service.DeleteAsync(_key, TreePath.Root, null, token), "s3:DeleteObject", cancellation);
    }

    private Task<string> PutAsync(Condition? condition, byte[] sha256, CancellationToken cancellation) =>
        service.PutAsync(_key, TreePath.Root, Content, sha256, new Dictionary<string, string> { ["mtime"] = "1.5" }, condition, cancellation);

    private async Task<bool> ReadBackAsync(CancellationToken cancellation)
    {
        var opened = await service.OpenAsync(_key, TreePath.Root, 4, null, cancellation) ?? throw new IOException("what was just written is not there");
        await using var content = opened.Content;
        using var reader = new StreamReader(content, Encoding.ASCII);
        return await reader.ReadToEndAsync(cancellation) == "fast" && opened.Head.Words.GetValueOrDefault("mtime") == "1.5" ? true : throw new IOException("what was read is not what was just written");
    }

    private async Task<bool> PartsAsync(CancellationToken cancellation)
    {
        var upload = await service.BeginAsync(_key, TreePath.Root, new Dictionary<string, string>(), cancellation);
        await service.UploadsAsync(_key, cancellation);
        await service.PartsAsync(_key, TreePath.Root, upload, cancellation);
        await service.AbortAsync(_key, TreePath.Root, upload, cancellation);
        return true;
    }

    private async Task<Finding> ClockAsync(CancellationToken cancellation)
    {
        var now = options.Time.GetUtcNow();
        if (await service.HeadAsync(_key, TreePath.Root, cancellation) is not { } head) return new Finding("clock", Severity.Error, TreePath.Root, "what was just written is not there any more");
        var apart = (head.Modified - now).Duration();
        return apart < Harmless ? Fine("clock", "the server's clock is as ours") : new Finding("clock", Severity.Warning, TreePath.Root, $"the server's clock and ours are {apart.TotalSeconds:0} seconds apart; from 15 minutes on it refuses us", "let both follow network time");
    }

    // Every body is covered by the signature as well, so a server that passes the hash over still notices what arrives damaged.
    private async Task<Finding> ChecksumAsync(CancellationToken cancellation)
    {
        var found = await RefusedAsync("checksums", token => PutAsync(null, OtherHash, token), "checks and keeps SHA-256 of what it receives", "keeps no SHA-256 of its own: what arrives is checked by the signature alone", cancellation);
        return found with { Severity = Severity.Info };
    }

    private async Task<Finding> VersionsAsync(CancellationToken cancellation) => await service.VersionsAsync(cancellation) switch
    {
        true => Fine("versions", "keeps old versions of objects by itself, besides the trash; they cost room until a rule of the bucket removes them"),
        false => Fine("versions", "keeps no versions: the trash is what brings something back"),
        null => new Finding("versions", Severity.Info, TreePath.Root, "does not tell us whether it keeps versions (s3:GetBucketVersioning)"),
    };

    private static async Task<Finding> ToldAsync<T>(string code, Func<CancellationToken, Task<T>> call, string right, CancellationToken cancellation)
    {
        try
        {
            await call(cancellation);
            return Fine(code, $"may {code switch { "parts" => "send files in parts", _ => code }}");
        }
        catch (StoreException e) { return new Finding(code, Severity.Error, TreePath.Root, e.Cause, e.Fault == StoreFault.Denied ? $"the account needs {right}" : null); }
        catch (IOException e) { return new Finding(code, Severity.Error, TreePath.Root, e.Message); }
    }

    private static async Task<Finding> RefusedAsync<T>(string code, Func<CancellationToken, Task<T>> call, string refuses, string lets, CancellationToken cancellation)
    {
        try { await call(cancellation); }
        catch (WorldChangedException) { return Fine(code, refuses); }
        catch (StoreException e) when (e.InnerException is S3RefusedException { StatusCode: HttpStatusCode.NotImplemented }) { return new Finding(code, Severity.Warning, TreePath.Root, $"knows no conditions; it {lets}"); }
        catch (StoreException e) when (e.InnerException is S3RefusedException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.PreconditionFailed }) { return Fine(code, refuses); }
        catch (StoreException e) { return new Finding(code, Severity.Warning, TreePath.Root, e.Cause); }
        return new Finding(code, Severity.Warning, TreePath.Root, lets);
    }

    private static Finding Fine(string code, string message) => new(code, Severity.Info, TreePath.Root, message);
}
