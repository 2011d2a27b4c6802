using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Makes entries of names: a listing tells neither mode nor owner nor time. What the caller knows of a name is taken when
/// the object is still the same; the rest is asked for, many at once, and comes out in order.
/// </summary>
internal sealed class EntryCompleter(Func<ListedName, CancellationToken, Task<Entry?>> look, int parallel)
{
    /// <summary>The entries of names.</summary>
    /// <param name="names">In canonical order.</param>
    /// <param name="known">What the caller knows, in canonical order; null for nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<Entry> CompleteAsync(IAsyncEnumerable<ListedName> names, IAsyncEnumerable<Entry>? known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var seen = known?.GetAsyncEnumerator(cancellation);
        var hasSeen = seen is not null && await seen.MoveNextAsync();
        var window = new Queue<(Entry? Entry, Task<Entry?>? Look)>();
        var looking = 0;
        try
        {
            await foreach (var name in names.WithCancellation(cancellation))
            {
                while (hasSeen && Order(seen!.Current, name) < 0) hasSeen = await seen.MoveNextAsync();
                var entry = Tell(name, hasSeen && Order(seen!.Current, name) == 0 ? seen.Current : null);
                if (entry is null) looking++;
                window.Enqueue((entry, entry is null ? look(name, cancellation) : null));
                while (window.TryPeek(out var first) && (first.Entry is not null || first.Look!.IsCompleted || looking >= parallel || window.Count > 4096))
                {
                    window.Dequeue();
                    if (first.Look is not null) looking--;
                    if ((first.Entry ?? await first.Look!) is { } done) yield return done;
                }
            }
            while (window.TryDequeue(out var rest)) if ((rest.Entry ?? await rest.Look!) is { } done) yield return done;
        }
        finally
        {
            // Whoever stops early waits for nothing; what is under way must not go unheard.
            foreach (var (_, left) in window) _ = left?.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>The entry of a name when it can be told without asking; null when not.</summary>
    private static Entry? Tell(ListedName name, Entry? known)
    {
        if (name.Strange) return new Entry { Path = name.Path, Kind = EntryKind.Special, Size = name.Object!.Value.Size };
        if (name.Object is not { } found) return ObjectMetadata.Implied(name.Path);
        if (known is null || known.Inode == 0 || known.IsDirectory != name.IsDirectory || known.Inode != ObjectMetadata.NumberOf(found.ETag)) return null;
        return known.IsFile && known.Size != found.Size ? null : known;
    }

    private static int Order(Entry known, ListedName name) => CanonicalOrder.Compare(known.Path.Bytes, known.IsDirectory, name.Path.Bytes, name.IsDirectory);
}
