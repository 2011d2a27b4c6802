using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>
/// What a process that copies a database holds before it looks into it: the directory, the file itself and the place of the copy, found
/// without following links. From then on names are looked up in held directories alone, and the process is the owner's and no longer root's,
/// so that whatever somebody put beside the database is read with no more rights than theirs.
/// </summary>
public sealed class CaptureSite : IDisposable
{
    /// <summary>Name of what is set aside.</summary>
    public const string AsideName = "aside";

    private const int Nobody = 65534;
    private const int WritableByGroup = 0x10; // 0020
    private const int WritableByAll = 0x02; // 0002
    private static readonly RestartingCalls Calls = new RestartingCalls(LinuxSystemCalls.Instance);
    private readonly List<IDisposable> _held = [];

    private CaptureSite()
    {
    }

    /// <summary>The directory that holds the database; it can be searched, not listed.</summary>
    public int Directory { get; private set; }

    /// <summary>The database's name there.</summary>
    public ReadOnlyMemory<byte> Name { get; private set; }

    /// <summary>The database's own file, open for reading. Closing it would drop all locks of this process on it.</summary>
    public int File { get; private set; }

    /// <summary>The directory of the copy.</summary>
    public int Staging { get; private set; }

    /// <summary>Holds everything, and becomes the owner where we may be somebody else.</summary>
    /// <exception cref="CaptureException">It is not the file that was seen, or it is not to be trusted.</exception>
    public static CaptureSite Open(CaptureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var site = new CaptureSite();
        try
        {
            site.Hold(request);
            return site;
        }
        catch (SystemCallException failure)
        {
            site.Dispose();
            throw new CaptureException(failure.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP ? CaptureFault.Changed : CaptureFault.Refused, failure.Message);
        }
    }

    /// <summary>
    /// Copies the database and what belongs to it, file by file, into the directory of the copy, to be mended there: a change of it was cut
    /// off. That is only done while nobody has it in use.
    /// </summary>
    /// <returns>The copy's own file, open for reading.</returns>
    /// <exception cref="CaptureException">Somebody came to it meanwhile, or something could not be copied.</exception>
    public int SetAside()
    {
        try
        {
            var before = Look();
            var copy = Copy(File, AsideName);
            foreach (var suffix in (byte[][])[[.. DatabaseFiles.Log], [.. DatabaseFiles.Journal]]) CopyBeside(suffix);
            if (!before.SequenceEqual(Look())) throw new CaptureException(CaptureFault.Busy, "somebody came to it while it was copied");
            return copy;
        }
        catch (SystemCallException failure)
        {
            throw new CaptureException(failure.Error is Errno.ENOSPC or Errno.EDQUOT ? CaptureFault.Full : CaptureFault.Failed, failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in Enumerable.Reverse(_held)) held.Dispose();
    }

    private void Hold(CaptureRequest request)
    {
        var (place, path) = (request.Place, request.Place.Path);
        var root = Keep(TreeRoot.Open(Calls, Encoding.UTF8.GetBytes(place.Root), place.Mounts));
        var directory = Keep(root.OpenParent(path));
        var file = Keep(root.At(directory).Hold(TreePath.Trusted(path.Name.ToArray())));
        _ = EntryStat.Of(Calls, file.Number, path, out var stat);
        _ = EntryStat.Of(Calls, directory.Number, path.Parent, out var above);
        if (stat.Type != FileType.Regular || stat.Inode != place.Inode) throw new CaptureException(CaptureFault.Changed, "another one has taken its place");
        if (stat.Links > 1) throw new CaptureException(CaptureFault.Refused, "has several names: nobody can say which of them its journal belongs to");
        foreach (var suffix in (byte[][])[[.. DatabaseFiles.Log], [.. DatabaseFiles.Journal], [.. DatabaseFiles.Shared]]) CheckBeside(directory, path, suffix);
        // Opened while we may: later it must never be closed, nor another one taken for it.
        using (var reopener = Reopener.Open(Calls)) File = Keep(reopener.Read(file, path)).Number;
        var staging = Keep(TreeRoot.Open(Calls, Encoding.UTF8.GetBytes(request.Staging), MountRule.Skip));
        (Directory, Name, Staging) = (directory.Number, path.Name.ToArray(), staging.Number);
        Become(stat, above, staging.Number);
    }

    private static void CheckBeside(Descriptor directory, TreePath path, byte[] suffix)
    {
        SystemCallException.Check(EntryStat.Look(Calls, directory.Number, [.. path.Name, .. suffix], path, 0, out var found), "statx", path);
        if (found is not null and not { IsFile: true, Links: 1 }) throw new CaptureException(CaptureFault.Refused, $"what stands beside it as {Encoding.ASCII.GetString(suffix)} is no file of its own");
    }

    // What tells whether anybody was there: the stamps of all its files, and that it is locked by nobody.
    private List<(ulong Inode, ulong Size, long Modified, long Changed)> Look()
    {
        var (start, length) = DatabaseFiles.Locks;
        if (SystemCallException.Check(Calls.TestLock(File, start, length), "fcntl", TreePath.Root) != 0) throw new CaptureException(CaptureFault.Busy, "somebody has it in use");
        var seen = new List<(ulong, ulong, long, long)>();
        foreach (var suffix in (byte[][])[[], [.. DatabaseFiles.Log], [.. DatabaseFiles.Journal]])
        {
            var result = Calls.StatX(Directory, [.. Name.Span, .. suffix], At.SymlinkNoFollow, EntryStat.Mask, out var stat);
            if (result == -Errno.ENOENT) continue;
            SystemCallException.Check(result, "statx", TreePath.Root);
            seen.Add((stat.Inode, stat.Size, stat.Modified.Total, stat.Changed.Total));
        }
        return seen;
    }

    private void CopyBeside(byte[] suffix)
    {
        var number = Calls.OpenAt2(Directory, [.. Name.Span, .. suffix], new OpenHow { Flags = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec });
        if (number == -Errno.ENOENT) return;
        var beside = Keep(new Descriptor(Calls, SystemCallException.Check(number, "openat2", TreePath.Root)));
        if (!EntryStat.Of(Calls, beside.Number, TreePath.Root, out _).IsFile) throw new CaptureException(CaptureFault.Refused, "what stands beside it is no file");
        Copy(beside.Number, AsideName + Encoding.ASCII.GetString(suffix));
    }

    private int Copy(int from, string name)
    {
        var number = Calls.OpenAt2(Staging, Encoding.ASCII.GetBytes(name), new OpenHow { Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, Mode = 0x180 });
        var to = Keep(new Descriptor(Calls, SystemCallException.Check(number, "openat2", TreePath.Root))).Number;
        var buffer = new byte[1 << 20];
        for (long at = 0, read; (read = SystemCallException.Check(Calls.PRead(from, buffer, at), "pread", TreePath.Root)) > 0; at += read)
            ContentWriter.WriteAll(Calls, to, buffer.AsSpan(0, (int)read), at, TreePath.Root);
        return to;
    }

    // A database of root's is read as those who could plant what is read with it: the owner of its directory, or nobody in the directory's group.
    private static void Become(in StatX file, in StatX directory, int staging)
    {
        if (Calls.GetEuid() != 0) return;
        var (user, group) = ((int)(file.Uid != 0 ? file.Uid : directory.Uid), Nobody);
        if (user != 0)
        {
            var accounts = new SystemAccounts();
            if (accounts.UserName(user) is { } name) group = accounts.GroupOfUser(name) ?? Nobody;
        }
        else
        {
            var byGroup = (directory.Mode & WritableByGroup) != 0 && directory.Gid != 0;
            if (!byGroup && (directory.Mode & WritableByAll) == 0) return;
            (user, group) = (Nobody, byGroup ? (int)directory.Gid : Nobody);
        }
        SystemCallException.Check(Calls.FChownAt(staging, [], user, group, At.EmptyPath), "fchownat", TreePath.Root);
        UserSwitch.Become(user, group);
    }

    private T Keep<T>(T held)
        where T : IDisposable
    {
        _held.Add(held);
        return held;
    }
}
