using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>What was replaced or removed, as copies made by the server: <c>.holdfast/trash/RUN/name</c>.</summary>
internal sealed class S3Trash(S3Service service, KeyNames keys)
{
    private const string Directory = "trash";
    private const int DirectoryType = 0x4000;
    private const int PageSize = 1000;

    /// <summary>Keeps a copy of an object; it still stands where it stood.</summary>
    /// <returns>Where it lies, relative to the trash.</returns>
    public async ValueTask<TreePath> KeepAsync(ObjectHead head, TreePath path, bool isDirectory, string run, CancellationToken cancellation)
    {
        for (var n = 1; ; n++)
        {
            var place = Place(run, path, isDirectory, n);
            var key = keys.InOwn(Directory, place);
            if (Encoding.UTF8.GetByteCount(key) > KeyNames.Longest) throw new WorldChangedException(service.Store, path, "its name is too long to be kept in the trash");
            if (await service.HeadAsync(key, path, cancellation) is not null) continue;
            var words = new Dictionary<string, string>(head.Words, StringComparer.Ordinal) { [ObjectMetadata.Was] = head.ETag };
            if (isDirectory && !words.ContainsKey("mode")) words["mode"] = ObjectMetadata.Mode(DirectoryType | 0x1ED);
            await service.CopyAsync(head, key, path, words, cancellation);
            return place;
        }
    }

    /// <summary>The key under which something lies.</summary>
    public string KeyOf(TreePath place) => keys.InOwn(Directory, place);

    /// <summary>What lies at a place; null when nothing does.</summary>
    public Task<ObjectHead?> HeadAsync(TreePath place, CancellationToken cancellation) => service.HeadAsync(keys.InOwn(Directory, place), place, cancellation);

    /// <summary>Takes something out of the trash for good.</summary>
    public async ValueTask DropAsync(TreePath place, CancellationToken cancellation) => await service.DeleteAsync(keys.InOwn(Directory, place), place, null, cancellation);

    /// <summary>Where a run's trash keeps an entry; null when it does not.</summary>
    public async ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation)
    {
        for (var n = 1; ; n++)
        {
            var place = Place(run, was.Path, was.IsDirectory, n);
            if (await HeadAsync(place, cancellation) is not { } kept) return null;
            if (was.IsDirectory || (kept.Words.GetValueOrDefault(ObjectMetadata.Was) is { } etag && ObjectMetadata.NumberOf(etag) == was.Inode)) return place;
        }
    }

    /// <summary>Bytes of one run.</summary>
    public async ValueTask<long> MeasureAsync(string run, CancellationToken cancellation)
    {
        var sum = 0L;
        await foreach (var found in ListAsync(keys.InOwn($"{Directory}/{run}/"), cancellation)) sum += found.Size;
        return sum;
    }

    /// <summary>Removes runs that are too old, then the oldest until the rest is small enough.</summary>
    public async ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        var above = keys.InOwn($"{Directory}/");
        var runs = new Dictionary<string, (DateTimeOffset Begun, long Bytes)>(StringComparer.Ordinal);
        await foreach (var found in ListAsync(above, cancellation))
        {
            var run = found.Key[above.Length..].Split('/')[0];
            var known = runs.GetValueOrDefault(run, (found.Modified, 0));
            runs[run] = (known.Begun < found.Modified ? known.Begun : found.Modified, known.Bytes + found.Size);
        }
        var left = runs.Values.Sum(run => run.Bytes);
        var gone = new List<string>();
        foreach (var (run, (begun, bytes)) in runs.OrderBy(run => run.Value.Begun).ThenBy(run => run.Key, StringComparer.Ordinal))
        {
            if (begun >= keepSince && left <= maxBytes) break;
            await RemoveAsync(above + run + "/", cancellation);
            left -= bytes;
            gone.Add(run);
        }
        return new TrashSwept(gone, left);
    }

    /// <summary>Whether what lies there was a directory.</summary>
    public static bool IsDirectory(ObjectHead kept) =>
        kept.Words.TryGetValue("mode", out var text) && (ObjectMetadata.Mode(text) & 0xF000) == DirectoryType;

    private async ValueTask RemoveAsync(string prefix, CancellationToken cancellation)
    {
        while (true)
        {
            var (found, more) = await service.ListAsync(prefix, "", PageSize, cancellation);
            if (found.Count > 0) await service.DeleteAsync([.. found.Select(one => one.Key)], cancellation);
            if (!more) return;
        }
    }

    private async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            var (found, more) = await service.ListAsync(prefix, after, PageSize, cancellation);
            foreach (var one in found) yield return one;
            if (!more) yield break;
            after = found[^1].Key;
        }
    }

    // A directory and a file of one name lie side by side.
    private static TreePath Place(string run, TreePath path, bool isDirectory, int n)
    {
        var name = TreePath.From(run).Child(path.Bytes).Bytes;
        return TreePath.Trusted([.. name, .. Encoding.UTF8.GetBytes((isDirectory ? "~dir" : "") + (n > 1 ? string.Create(CultureInfo.InvariantCulture, $"~{n}") : ""))]);
    }
}
