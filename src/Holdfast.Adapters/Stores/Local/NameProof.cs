using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// Makes sure that a file's names all lie inside the tree before anything is done to the file itself. Users can give any
/// file a name in here, move that name while the tree is walked, or take it away between two looks; the number of names
/// alone proves nothing. Each of these moves the file's status time, which nobody can set: so what was seen holds when
/// that time lies before the first look.
/// </summary>
internal sealed class NameProof(LocalTree tree)
{
    private const int MostWaits = 50;
    private const long FarAhead = 1_000_000_000;
    private static ReadOnlySpan<byte> Nameless => "user."u8;
    private readonly Lock _lock = new();
    private bool _walkedAgain;

    /// <summary>Returns when all names lie inside.</summary>
    /// <param name="held">The file, as it was reached by its name.</param>
    /// <param name="found">What it looked like then.</param>
    /// <exception cref="Engine.Seams.StoreException">Some do not, or it cannot be told because they change.</exception>
    public void Require(Descriptor held, Entry found)
    {
        if (found.Links > 1) RequireAll(held, found);
        else RequireOne(held, found);
    }

    /// <summary>Notes that we ourselves have just changed a file whose names were proven.</summary>
    public void Settle(Entry changed)
    {
        if (changed.Links > 1) tree.Census?.Settle(changed.Inode, changed.Ctime);
    }

    // It has one name: is it the one it was reached by? That may be gone again, and the one name be elsewhere.
    private void RequireOne(Descriptor held, Entry found)
    {
        var steady = AtRest(held, found.Path);
        if (steady.Links != found.Links || steady.Ctime != found.Ctime) throw Unsteady(found.Path);
        // A walk met the name in its directory since that moment. Without one it may be a name that is gone, and only still remembered.
        if (tree.Census is not null && IsUntouchedSince(found.Ctime, tree.Moment)) return;
        var moment = MomentAfter(found.Ctime);
        using var parent = tree.Root.OpenParent(found.Path);
        // A kernel finds a name for as long as whoever took it away holds the directory's lock, though the file's is free again.
        Await(parent, found.Path);
        var again = tree.Look(parent, found.Path.Name, found.Path);
        if (again is null || again.Inode != found.Inode || again.Links > 1 || !IsUntouchedSince(again.Ctime, moment)) throw Unsteady(found.Path);
        // Whatever was under way while the name was looked at has moved the status time by now.
        steady = AtRest(held, found.Path);
        if (steady.Links > 1 || !IsUntouchedSince(steady.Ctime, moment)) throw Unsteady(found.Path);
    }

    private void RequireAll(Descriptor held, Entry found)
    {
        lock (_lock)
        {
            var census = tree.Census ?? Walk(found);
            var now = AtRest(held, found.Path);
            // What got a name after the walk is counted once more, but only once: whoever goes on is left to the next run.
            if (!IsSettled(census, now) && !_walkedAgain)
            {
                _walkedAgain = true;
                census = Walk(found);
                now = AtRest(held, found.Path);
            }
            if (!census.HasAll(now.Inode, now.Links))
            {
                throw tree.Refused(found.Path, $"hard-link: it has {now.Links} names and not all of them were found in this tree; one may be somebody else's file");
            }
            if (!IsSettled(census, now)) throw Unsteady(found.Path);
        }
    }

    /// <summary>
    /// What the file looks like while nothing is being done to its names. A kernel that takes a name away counts it off
    /// before it moves the status time, and may be kept from going on in between; all the while it holds the file's lock. An
    /// attribute without a name cannot exist, so removing it changes nothing, but it waits for that lock.
    /// </summary>
    private Entry AtRest(Descriptor held, TreePath path)
    {
        Await(held, path);
        return EntryStat.Of(tree.Calls, held.Number, path, out _);
    }

    private void Await(Descriptor held, TreePath path)
    {
        var result = tree.Calls.RemoveXattr(held.ProcPath, Nameless);
        if (result is not (-Errno.EINVAL or -Errno.ENODATA or -Errno.EOPNOTSUPP or -Errno.EPERM or -Errno.EACCES)) SystemCallException.Check(result, "removexattr", path);
    }

    private bool IsSettled(LinkCensus census, Entry entry) => census.IsOurs(entry.Inode, entry.Ctime) || IsUntouchedSince(entry.Ctime, census.Since);

    // A time that lies far ahead (the clock was wrong once) would have been set to now by whatever happened since. Far, because
    // the kernel stamps some changes more finely than others: a change of just now can lie a tick ahead of the moment we can take.
    private bool IsUntouchedSince(long ctime, long moment) => ctime < moment || (moment > 0 && ctime - tree.Own.Moment() > FarAhead);

    private Engine.Seams.WorldChangedException Unsteady(TreePath path) => tree.Changed(path, "its names were changed while it was looked at");

    // Clocks of file systems tick every few milliseconds; what happens in the tick of the first look could not be told apart.
    private long MomentAfter(long ctime)
    {
        var moment = tree.Own.Moment();
        for (var waits = 0; moment <= ctime && ctime - moment <= FarAhead && waits < MostWaits; waits++)
        {
            _ = tree.Calls.Poll([], 1);
            moment = tree.Own.Moment();
        }
        return moment;
    }

    // A run over a few names has not seen where the other names of a file lie: then the tree is walked for it.
    private LinkCensus Walk(Entry found)
    {
        var census = new LinkCensus(MomentAfter(found.Ctime));
        var lister = new DirectoryLister(new WalkSettings { Root = tree.Root, Census = census, OwnInode = tree.Own.Inode });
        var open = new Stack<DirectoryListing>([new DirectoryListing(EntryStat.Of(tree.Calls, tree.Root.Number, TreePath.Root, out _))]);
        while (open.TryPop(out var listing))
        {
            lister.List(listing);
            using var children = listing.Children;
            while (listing.IsSpilled && children.MoveNext())
            {
                if (children.Current is { IsDirectory: true, Unlisted: null }) open.Push(new DirectoryListing(children.Current));
            }
            foreach (var below in listing.Below) open.Push(below);
        }
        return tree.Census = census;
    }
}
