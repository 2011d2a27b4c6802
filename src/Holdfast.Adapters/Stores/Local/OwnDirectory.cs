using System.Globalization;
using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// The directory <c>.holdfast</c> at a store's root and what is in it. It must be ours and closed to everybody else:
/// a link, somebody else's directory or one with other permissions is refused, because users can write at the root.
/// </summary>
internal sealed class OwnDirectory(string store, TreeRoot root, Guid instance) : IDisposable
{
    private static readonly TreePath Shown = TreePath.From(".holdfast");
    // Names are made and renamed under a directory's own lock; over several of them those who stage and who publish seldom meet.
    private const int Lanes = 8;
    private const int NamesInTurn = 32;
    private readonly Lock _lock = new();
    private readonly byte[] _instance = Encoding.ASCII.GetBytes(instance.ToString("N", CultureInfo.InvariantCulture));
    private Descriptor? _self;
    private Descriptor? _temporary;
    private Descriptor? _swap;
    private Descriptor? _trash;
    private Descriptor? _workspace;
    private long _counter;

    /// <summary>The directory itself, made when it is missing.</summary>
    public Descriptor Self => _self ?? Once(ref _self, null, TreeNames.Own);

    /// <summary>Temporaries of all runs, each run in a directory of its own.</summary>
    public Descriptor Temporary => _temporary ?? Once(ref _temporary, Self, "tmp"u8);

    /// <summary>What is between its temporary and its final name.</summary>
    public Descriptor Swap => _swap ?? Once(ref _swap, Self, "swap"u8);

    /// <summary>The trash.</summary>
    public Descriptor Trash => _trash ?? Once(ref _trash, Self, "trash"u8);

    /// <summary>Temporaries of this run, in a few directories: a temporary's name says in which.</summary>
    public Descriptor Workspace => _workspace ?? OpenWorkspace();

    /// <summary>The trash as a tree of its own.</summary>
    public TreeRoot TrashTree => root.At(Trash);

    /// <summary>The temporaries as a tree of their own.</summary>
    public TreeRoot TemporaryTree => root.At(Temporary);

    /// <summary>Object number of the directory; 0 while there is none. Should users move it, it stays ours.</summary>
    public ulong Inode { get; private set; }

    /// <summary>Name of this run's directory of temporaries.</summary>
    public ReadOnlySpan<byte> Instance => _instance;

    /// <summary>A name in the workspace that was never used by this or another run.</summary>
    public byte[] NewTemporary(TreePath path)
    {
        var name = NewName(path, out var number);
        return [(byte)('0' + (number / NamesInTurn % Lanes)), (byte)'/', .. name];
    }

    /// <summary>A name that was never used by this or another run; ends with what people know it by.</summary>
    public byte[] NewName(TreePath path) => NewName(path, out _);

    private byte[] NewName(TreePath path, out long count)
    {
        count = Interlocked.Increment(ref _counter);
        var number = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{count:x}-"));
        var known = path.Name[..Math.Min(path.Name.Length, 180)];
        return [.. _instance[..12], (byte)'-', .. number, .. known];
    }

    /// <summary>Opens the directory when it is there; null when not.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public Descriptor? TryOpen()
    {
        lock (_lock)
        {
            if (_self is not null) return _self;
            var number = root.TryOpen(Shown, OpenFlags.Directory);
            if (number == -Errno.ENOENT) return null;
            return _self = Vetted(number, TreeNames.Own);
        }
    }

    /// <summary>Takes a temporary away. What cannot be removed now is removed when the store is next locked.</summary>
    public void Abandon(ReadOnlySpan<byte> temporary)
    {
        if (_workspace is { } workspace) _ = root.Calls.UnlinkAt(workspace.Number, temporary, 0);
    }

    /// <summary>Makes this run's directory of temporaries anew should another run have cleared it away.</summary>
    public void RenewWorkspace()
    {
        var now = MakeWorkspace();
        Interlocked.Exchange(ref _workspace, now)?.Dispose();
    }

    /// <summary>Now, by the clock of the file system: nanoseconds since 1970. Whatever changes after this has the same or a later status time.</summary>
    public long Moment()
    {
        var workspace = Workspace.Number;
        SystemCallException.Check(root.Calls.UTimeNsAt(workspace, [], TimeSpec.Omit, TimeSpec.Now, At.EmptyPath), "utimensat", Shown);
        SystemCallException.Check(root.Calls.StatX(workspace, [], At.EmptyPath, EntryStat.Mask, out var stat), "statx", Shown);
        return stat.Changed.Total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var lane = 0; _workspace is not null && lane < Lanes; lane++) _ = root.Calls.UnlinkAt(_workspace.Number, Lane(lane), At.RemoveDirectory);
        if (_workspace is not null) _ = root.Calls.UnlinkAt(_temporary!.Number, _instance, At.RemoveDirectory);
        foreach (var descriptor in new[] { _workspace, _trash, _swap, _temporary, _self }) descriptor?.Dispose();
    }

    private static byte[] Lane(int number) => [(byte)('0' + number)];

    private Descriptor OpenWorkspace()
    {
        lock (_lock) return _workspace ??= MakeWorkspace();
    }

    private Descriptor MakeWorkspace()
    {
        var workspace = Make(Temporary.Number, _instance);
        try
        {
            for (var lane = 0; lane < Lanes; lane++) Make(workspace.Number, Lane(lane)).Dispose();
            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    private Descriptor Once(ref Descriptor? field, Descriptor? parent, ReadOnlySpan<byte> name)
    {
        lock (_lock) return field ??= Make(parent?.Number ?? root.Number, name);
    }

    private Descriptor Make(int parent, ReadOnlySpan<byte> name)
    {
        var made = root.Calls.MkdirAt(parent, name, 0x1c0);
        if (made != -Errno.EEXIST) SystemCallException.Check(made, "mkdirat", Shown);
        var descriptor = Vetted(Open(parent, name), name);
        if (made < 0) return descriptor;
        // A default ACL of the directory above would be inherited by every temporary, and come to life with its mode.
        foreach (var acl in new[] { "system.posix_acl_default", "system.posix_acl_access" })
        {
            _ = root.Calls.FRemoveXattr(descriptor.Number, Encoding.ASCII.GetBytes(acl));
        }
        return descriptor;
    }

    private int Open(int parent, ReadOnlySpan<byte> name) => root.Calls.OpenAt2(parent, name, new OpenHow
    {
        Flags = OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec,
        Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks | ResolveFlags.NoCrossDevice,
    });

    private Descriptor Vetted(int number, ReadOnlySpan<byte> name)
    {
        if (number is -Errno.ELOOP or -Errno.ENOTDIR or -Errno.EXDEV) throw Foreign(name, "it is not a directory of this file system");
        var descriptor = new Descriptor(root.Calls, SystemCallException.Check(number, "openat2", Shown));
        try
        {
            SystemCallException.Check(root.Calls.StatX(descriptor.Number, [], At.EmptyPath, EntryStat.Mask, out var stat), "statx", Shown);
            if (stat.Device != root.Device) throw Foreign(name, "it lies on another file system");
            if (stat.Uid != (uint)root.Calls.GetEuid()) throw Foreign(name, string.Create(CultureInfo.InvariantCulture, $"it belongs to user {stat.Uid}, not to us"));
            if ((stat.Mode & 0x1ff) != 0x1c0) throw Foreign(name, $"its mode is {Convert.ToString(stat.Mode & 0x1ff, 8)}, not 700");
            if (name.SequenceEqual(TreeNames.Own)) Inode = stat.Inode;
            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private Engine.Seams.StoreException Foreign(ReadOnlySpan<byte> name, string cause) => new(
        store, Shown, Engine.Seams.StoreFault.Refused,
        $"'{TreePath.Show(name)}' is not the store's own directory: {cause}; look at it, and remove it or give it back");
}
