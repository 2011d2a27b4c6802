using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Tells what a remote can do, and tries what we need of it, by a file of its own that is gone afterwards.</summary>
internal sealed class RcloneProbe(RcloneService service, RcloneOwnFiles files, RcloneFeatures features, RcloneStoreOptions options)
{
    private static readonly TreePath Shown = TreePath.From(".holdfast/probe");
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("holdfast");
    private readonly string _name = RclonePlaces.Below(RclonePlaces.Own, $"probe-{options.NewId():N}");

    /// <summary>Looks, one thing after the other. What cannot be written ends it.</summary>
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Fine("program", service.Line.Shown);
        yield return features.HasObjects ? Fine("publish", "an object has its name when it is whole")
            : Fine("publish", "files are sent aside and renamed; of one that is replaced, for a moment neither version stands under the name");
        yield return features.Grain == 0 ? Fine("times", "keeps no times: what changes there without another size is not seen by its time") : Fine("times", FormattableString.Invariant($"keeps times of {features.Grain / 1e9:0.###} s"));
        yield return features.Hash is null ? Fine("hashes", "tells no hash without reading all of a file: what was sent is compared by its size") : Fine("hashes", $"what was sent is compared by size and {features.Hash}");
        yield return features.Moves ? Fine("renames", "renames or copies by itself") : Fine("renames", "neither renames nor copies by itself: what goes to the trash goes to and fro");
        yield return features.Streams ? Fine("streams", "takes content of unknown length as it comes") : Fine("streams", "takes no content of unknown length: rclone gathers it in a file of its own first");
        if (!features.HasDirectories) yield return Fine("directories", $"keeps no empty directories: an object {RclonePlaces.Placeholder} stands for each that we make");
        if (features.IgnoresCase) yield return Fine("case", "names that differ only in case are the same there");
        var written = await TryAsync("write", "may write", async () => await files.WriteAsync(_name, Content, cancellation));
        yield return written;
        if (written.Severity == Severity.Error) yield break;
        yield return await TryAsync("read", "may read", async () =>
        {
            if (await files.ReadAsync(_name, cancellation) is not { } read || !read.AsSpan().SequenceEqual(Content)) throw new IOException("what was read is not what was just written");
        });
        yield return await TryAsync("list", "may list", async () =>
        {
            if (await service.ListAsync(RclonePlaces.Own, Shown, cancellation) is not { } found || !found.Exists(item => _name.EndsWith(item.Name, StringComparison.Ordinal))) throw new IOException("what was just written is not in the listing");
        });
        yield return await TryAsync("remove", "may remove", async () => await service.RemoveAsync(_name, Shown, cancellation));
    }

    private static async Task<Finding> TryAsync(string code, string fine, Func<Task> call)
    {
        try { await call(); }
        catch (StoreException e) { return new Finding(code, Severity.Error, Shown, e.Cause); }
        catch (IOException e) { return new Finding(code, Severity.Error, Shown, e.Message); }
        return Fine(code, fine);
    }


    private static Finding Fine(string code, string message) => new(code, Severity.Info, TreePath.Root, message);
}
