using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Adapters.Files;

/// <summary>The kernel's calls with somebody in between: told of every call before it is made, and free to answer in the kernel's place.</summary>
internal sealed class InterposedCalls : ISystemCalls
{
    private readonly LinuxSystemCalls _kernel = LinuxSystemCalls.Instance;

    /// <summary>Told the name of each call; a number it returns is the answer, null lets the kernel answer.</summary>
    public Func<string, int?> Before { get; set; } = _ => null;

    /// <summary>Told the name and result of each call after it was made.</summary>
    public Action<string, long> After { get; set; } = (_, _) => { };

    /// <summary>A path that is not there when it is opened.</summary>
    public string? Missing { get; set; }

    /// <summary>Told the flags and descriptor of each open that succeeded.</summary>
    public Action<ulong, int> Opened { get; set; } = (_, _) => { };

    public int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how)
    {
        if (Before(nameof(OpenAt2)) is { } answer) return answer;
        if (Missing is not null && path.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Missing))) return -Errno.ENOENT;
        var got = _kernel.OpenAt2(directory, path, in how);
        After(nameof(OpenAt2), got);
        if (got >= 0) Opened(how.Flags, got);
        return got;
    }

    // Linux closes a descriptor also when close reports an error: so does a failure made here.
    public int Close(int descriptor)
    {
        var answer = Before(nameof(Close));
        var got = _kernel.Close(descriptor);
        After(nameof(Close), got);
        return answer ?? got;
    }

    public int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result)
    {
        result = default;
        if (Before(nameof(StatX)) is { } answer) return answer;
        var got = _kernel.StatX(directory, path, flags, mask, out result);
        After(nameof(StatX), got);
        return got;
    }

    public int GetDents64(int directory, Span<byte> buffer)
    {
        if (Before(nameof(GetDents64)) is { } answer) return answer;
        var got = _kernel.GetDents64(directory, buffer);
        After(nameof(GetDents64), got);
        return got;
    }

    public int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode)
    {
        if (Before(nameof(MkdirAt)) is { } answer) return answer;
        var got = _kernel.MkdirAt(directory, path, mode);
        After(nameof(MkdirAt), got);
        return got;
    }

    public int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path)
    {
        if (Before(nameof(SymlinkAt)) is { } answer) return answer;
        var got = _kernel.SymlinkAt(target, directory, path);
        After(nameof(SymlinkAt), got);
        return got;
    }

    public int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        if (Before(nameof(ReadLinkAt)) is { } answer) return answer;
        var got = _kernel.ReadLinkAt(directory, path, buffer);
        After(nameof(ReadLinkAt), got);
        return got;
    }

    public int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags)
    {
        if (Before(nameof(LinkAt)) is { } answer) return answer;
        var got = _kernel.LinkAt(fromDirectory, from, toDirectory, to, flags);
        After(nameof(LinkAt), got);
        return got;
    }

    public int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags)
    {
        if (Before(nameof(UnlinkAt)) is { } answer) return answer;
        var got = _kernel.UnlinkAt(directory, path, flags);
        After(nameof(UnlinkAt), got);
        return got;
    }

    public int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags)
    {
        if (Before(nameof(RenameAt2)) is { } answer) return answer;
        var got = _kernel.RenameAt2(fromDirectory, from, toDirectory, to, flags);
        After(nameof(RenameAt2), got);
        return got;
    }

    public int FStatFs(int descriptor, out StatFs result)
    {
        result = default;
        if (Before(nameof(FStatFs)) is { } answer) return answer;
        var got = _kernel.FStatFs(descriptor, out result);
        After(nameof(FStatFs), got);
        return got;
    }

    public int GetFileSystemUuid(int descriptor, Span<byte> uuid)
    {
        if (Before(nameof(GetFileSystemUuid)) is { } answer) return answer;
        var got = _kernel.GetFileSystemUuid(descriptor, uuid);
        After(nameof(GetFileSystemUuid), got);
        return got;
    }

    public int Flock(int descriptor, int operation)
    {
        if (Before(nameof(Flock)) is { } answer) return answer;
        var got = _kernel.Flock(descriptor, operation);
        After(nameof(Flock), got);
        return got;
    }

    public int GetEuid()
    {
        if (Before(nameof(GetEuid)) is { } answer) return answer;
        var got = _kernel.GetEuid();
        After(nameof(GetEuid), got);
        return got;
    }

    public int InotifyInit(int flags)
    {
        if (Before(nameof(InotifyInit)) is { } answer) return answer;
        var got = _kernel.InotifyInit(flags);
        After(nameof(InotifyInit), got);
        return got;
    }

    public int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask)
    {
        if (Before(nameof(InotifyAddWatch)) is { } answer) return answer;
        var got = _kernel.InotifyAddWatch(inotify, path, mask);
        After(nameof(InotifyAddWatch), got);
        return got;
    }

    public int InotifyRemoveWatch(int inotify, int watch)
    {
        if (Before(nameof(InotifyRemoveWatch)) is { } answer) return answer;
        var got = _kernel.InotifyRemoveWatch(inotify, watch);
        After(nameof(InotifyRemoveWatch), got);
        return got;
    }

    public int EventFd(uint initial, int flags)
    {
        if (Before(nameof(EventFd)) is { } answer) return answer;
        var got = _kernel.EventFd(initial, flags);
        After(nameof(EventFd), got);
        return got;
    }

    public int Poll(Span<PollDescriptor> descriptors, int milliseconds)
    {
        if (Before(nameof(Poll)) is { } answer) return answer;
        var got = _kernel.Poll(descriptors, milliseconds);
        After(nameof(Poll), got);
        return got;
    }

    public int Read(int descriptor, Span<byte> buffer)
    {
        if (Before(nameof(Read)) is { } answer) return answer;
        var got = _kernel.Read(descriptor, buffer);
        After(nameof(Read), got);
        return got;
    }

    public int PRead(int descriptor, Span<byte> buffer, long offset)
    {
        if (Before(nameof(PRead)) is { } answer) return answer;
        var got = _kernel.PRead(descriptor, buffer, offset);
        After(nameof(PRead), got);
        return got;
    }

    public int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        if (Before(nameof(Write)) is { } answer) return answer;
        var got = _kernel.Write(descriptor, buffer);
        After(nameof(Write), got);
        return got;
    }

    public int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        if (Before(nameof(PWrite)) is { } answer) return answer;
        var got = _kernel.PWrite(descriptor, buffer, offset);
        After(nameof(PWrite), got);
        return got;
    }

    public long LSeek(int descriptor, long offset, int whence)
    {
        if (Before(nameof(LSeek)) is { } answer) return answer;
        var got = _kernel.LSeek(descriptor, offset, whence);
        After(nameof(LSeek), got);
        return got;
    }

    public int FTruncate(int descriptor, long length)
    {
        if (Before(nameof(FTruncate)) is { } answer) return answer;
        var got = _kernel.FTruncate(descriptor, length);
        After(nameof(FTruncate), got);
        return got;
    }

    public int FAllocate(int descriptor, int mode, long offset, long length)
    {
        if (Before(nameof(FAllocate)) is { } answer) return answer;
        var got = _kernel.FAllocate(descriptor, mode, offset, length);
        After(nameof(FAllocate), got);
        return got;
    }

    public int FSync(int descriptor)
    {
        if (Before(nameof(FSync)) is { } answer) return answer;
        var got = _kernel.FSync(descriptor);
        After(nameof(FSync), got);
        return got;
    }

    public int SyncFs(int descriptor)
    {
        if (Before(nameof(SyncFs)) is { } answer) return answer;
        var got = _kernel.SyncFs(descriptor);
        After(nameof(SyncFs), got);
        return got;
    }

    public int FAdvise(int descriptor, long offset, long length, int advice)
    {
        if (Before(nameof(FAdvise)) is { } answer) return answer;
        var got = _kernel.FAdvise(descriptor, offset, length, advice);
        After(nameof(FAdvise), got);
        return got;
    }

    public long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length)
    {
        if (Before(nameof(CopyFileRange)) is { } answer) return answer;
        var got = _kernel.CopyFileRange(source, sourceOffset, target, targetOffset, length);
        After(nameof(CopyFileRange), got);
        return got;
    }

    public int Clone(int target, int source)
    {
        if (Before(nameof(Clone)) is { } answer) return answer;
        var got = _kernel.Clone(target, source);
        After(nameof(Clone), got);
        return got;
    }

    public int TestLock(int descriptor, long start, long length)
    {
        if (Before(nameof(TestLock)) is { } answer) return answer;
        var got = _kernel.TestLock(descriptor, start, length);
        After(nameof(TestLock), got);
        return got;
    }

    public int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags)
    {
        if (Before(nameof(FChownAt)) is { } answer) return answer;
        var got = _kernel.FChownAt(directory, path, uid, gid, flags);
        After(nameof(FChownAt), got);
        return got;
    }

    public int FChmod(int descriptor, int mode)
    {
        if (Before(nameof(FChmod)) is { } answer) return answer;
        var got = _kernel.FChmod(descriptor, mode);
        After(nameof(FChmod), got);
        return got;
    }

    public int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags)
    {
        if (Before(nameof(FChmodAt2)) is { } answer) return answer;
        var got = _kernel.FChmodAt2(directory, path, mode, flags);
        After(nameof(FChmodAt2), got);
        return got;
    }

    public int Chmod(ReadOnlySpan<byte> path, int mode)
    {
        if (Before(nameof(Chmod)) is { } answer) return answer;
        var got = _kernel.Chmod(path, mode);
        After(nameof(Chmod), got);
        return got;
    }

    public int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags)
    {
        if (Before(nameof(UTimeNsAt)) is { } answer) return answer;
        var got = _kernel.UTimeNsAt(directory, path, in accessed, in modified, flags);
        After(nameof(UTimeNsAt), got);
        return got;
    }

    public int FListXattr(int descriptor, Span<byte> names)
    {
        if (Before(nameof(FListXattr)) is { } answer) return answer;
        var got = _kernel.FListXattr(descriptor, names);
        After(nameof(FListXattr), got);
        return got;
    }

    public int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value)
    {
        if (Before(nameof(FGetXattr)) is { } answer) return answer;
        var got = _kernel.FGetXattr(descriptor, name, value);
        After(nameof(FGetXattr), got);
        return got;
    }

    public int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        if (Before(nameof(FSetXattr)) is { } answer) return answer;
        var got = _kernel.FSetXattr(descriptor, name, value, flags);
        After(nameof(FSetXattr), got);
        return got;
    }

    public int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name)
    {
        if (Before(nameof(FRemoveXattr)) is { } answer) return answer;
        var got = _kernel.FRemoveXattr(descriptor, name);
        After(nameof(FRemoveXattr), got);
        return got;
    }

    public int ListXattr(ReadOnlySpan<byte> path, Span<byte> names)
    {
        if (Before(nameof(ListXattr)) is { } answer) return answer;
        var got = _kernel.ListXattr(path, names);
        After(nameof(ListXattr), got);
        return got;
    }

    public int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value)
    {
        if (Before(nameof(GetXattr)) is { } answer) return answer;
        var got = _kernel.GetXattr(path, name, value);
        After(nameof(GetXattr), got);
        return got;
    }

    public int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        if (Before(nameof(SetXattr)) is { } answer) return answer;
        var got = _kernel.SetXattr(path, name, value, flags);
        After(nameof(SetXattr), got);
        return got;
    }

    public int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        if (Before(nameof(RemoveXattr)) is { } answer) return answer;
        var got = _kernel.RemoveXattr(path, name);
        After(nameof(RemoveXattr), got);
        return got;
    }
}
