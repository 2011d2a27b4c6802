using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>What the parts of a local store share: the open tree, the store's own directory in it, and how errors are told.</summary>
internal sealed class LocalTree(string name, TreeRoot root, Fidelity fidelity, OwnDirectory own, Reopener reopener, TimeProvider time) : IDisposable
{
    /// <summary>The store's name.</summary>
    public string Name { get; } = name;

    /// <summary>The tree.</summary>
    public TreeRoot Root { get; } = root;

    /// <summary>The calls everything goes through.</summary>
    public ISystemCalls Calls => Root.Calls;

    /// <summary>What the tree can keep.</summary>
    public Fidelity Fidelity { get; } = fidelity;

    /// <summary>The directory <c>.holdfast</c>.</summary>
    public OwnDirectory Own { get; } = own;

    /// <summary>Opens what is held.</summary>
    public Reopener Reopener { get; } = reopener;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>How many names of files with several names lie inside; null while nobody walked the whole tree.</summary>
    public LinkCensus? Census { get; set; }

    /// <summary>A moment before the run looked at anything, by the clock of the file system; 0 while the store is not locked.</summary>
    public long Moment { get; set; }

    /// <summary>Says that a name is not as expected.</summary>
    public WorldChangedException Changed(TreePath path, string cause) => new(Name, path, cause);

    /// <summary>Says that something is never touched.</summary>
    public StoreException Refused(TreePath path, string cause) => new(Name, path, StoreFault.Refused, cause);

    /// <summary>Says of a failed call what it means for the caller.</summary>
    public StoreException Translate(SystemCallException failure, TreePath path) =>
        new(Name, path, FaultOf(failure.Error), $"{failure.Call}: {Errno.Describe(failure.Error)}{Hint(failure.Error)}", failure);

    /// <summary>Refuses names that are not the users': the root, and the store's own directory.</summary>
    public void CheckName(TreePath path)
    {
        if (path.IsRoot) throw Refused(path, "the root itself is not written or removed");
        if (path.Top.SequenceEqual(TreeNames.Own)) throw Refused(path, "this name is the store's own");
    }

    /// <summary>What stands under a name in an open directory; null when nothing does.</summary>
    /// <exception cref="SystemCallException">It cannot be told.</exception>
    public Entry? Look(Descriptor directory, ReadOnlySpan<byte> name, TreePath path)
    {
        var device = Root.Device;
        if (Root.Mounts == MountRule.Include)
        {
            SystemCallException.Check(Calls.StatX(directory.Number, [], At.EmptyPath, EntryStat.Mask, out var above), "statx", path);
            device = above.Device;
        }
        SystemCallException.Check(EntryStat.Look(Calls, directory.Number, name, path, device, out var entry), "statx", path);
        return entry;
    }

    /// <summary>The trash, seen as a tree. It lives and ends with this one.</summary>
    public LocalTree OfTrash() => new(Name, Own.TrashTree, Fidelity, Own, Reopener, Time);

    /// <inheritdoc/>
    public void Dispose()
    {
        Reopener.Dispose();
        Own.Dispose();
        Root.Dispose();
    }

    private static string Hint(int error) => error switch
    {
        Errno.EPERM => "; it or its directory may be marked immutable (lsattr), or belong to somebody else",
        Errno.EXDEV => "; it does not lie on the file system of the store's root: make it a store of its own",
        _ => "",
    };

    private static StoreFault FaultOf(int error) => error switch
    {
        Errno.ENOENT or Errno.ENOTDIR => StoreFault.NotFound,
        Errno.EACCES or Errno.EPERM or Errno.EROFS => StoreFault.Denied,
        Errno.ENOSPC or Errno.EDQUOT => StoreFault.Full,
        Errno.ELOOP or Errno.EXDEV => StoreFault.Refused,
        Errno.ESTALE or Errno.ENODEV or Errno.ENOTCONN or Errno.ENOMEDIUM => StoreFault.Unavailable,
        Errno.EAGAIN or Errno.EINTR or Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ETIMEDOUT or Errno.EBUSY or Errno.ETXTBSY => StoreFault.Transient,
        _ => StoreFault.Other,
    };
}
