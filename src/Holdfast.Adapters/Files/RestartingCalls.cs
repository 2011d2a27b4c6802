namespace Holdfast.Adapters.Files;

/// <summary>
/// Starts a call again that a signal interrupted, at most <see cref="Limit"/> times. Not close, fsync and syncfs: a closed
/// descriptor may already be another file's, and a sync that failed must never look as if it had not.
/// </summary>
internal sealed class RestartingCalls(ISystemCalls inner) : ISystemCalls
{
    /// <summary>How often one call is started again before its interruption is an error like any other.</summary>
    public const int Limit = 100;

    public int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how)
    {
        var tries = 0;
        int answer;
        do answer = inner.OpenAt2(directory, path, in how); while (Again(answer, ref tries));
        return answer;
    }

    public int Close(int descriptor) => inner.Close(descriptor);

    public int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result)
    {
        var tries = 0;
        int answer;
        do answer = inner.StatX(directory, path, flags, mask, out result); while (Again(answer, ref tries));
        return answer;
    }

    public int GetDents64(int directory, Span<byte> buffer)
    {
        var tries = 0;
        int answer;
        do answer = inner.GetDents64(directory, buffer); while (Again(answer, ref tries));
        return answer;
    }

    public int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode)
    {
        var tries = 0;
        int answer;
        do answer = inner.MkdirAt(directory, path, mode); while (Again(answer, ref tries));
        return answer;
    }

    public int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path)
    {
        var tries = 0;
        int answer;
        do answer = inner.SymlinkAt(target, directory, path); while (Again(answer, ref tries));
        return answer;
    }

    public int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        var tries = 0;
        int answer;
        do answer = inner.ReadLinkAt(directory, path, buffer); while (Again(answer, ref tries));
        return answer;
    }

    public int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.LinkAt(fromDirectory, from, toDirectory, to, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.UnlinkAt(directory, path, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.RenameAt2(fromDirectory, from, toDirectory, to, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int FStatFs(int descriptor, out StatFs result)
    {
        var tries = 0;
        int answer;
        do answer = inner.FStatFs(descriptor, out result); while (Again(answer, ref tries));
        return answer;
    }

    public int GetFileSystemUuid(int descriptor, Span<byte> uuid)
    {
        var tries = 0;
        int answer;
        do answer = inner.GetFileSystemUuid(descriptor, uuid); while (Again(answer, ref tries));
        return answer;
    }

    public int Flock(int descriptor, int operation)
    {
        var tries = 0;
        int answer;
        do answer = inner.Flock(descriptor, operation); while (Again(answer, ref tries));
        return answer;
    }

    public int GetEuid() => inner.GetEuid();

    public int InotifyInit(int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.InotifyInit(flags); while (Again(answer, ref tries));
        return answer;
    }

    public int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask)
    {
        var tries = 0;
        int answer;
        do answer = inner.InotifyAddWatch(inotify, path, mask); while (Again(answer, ref tries));
        return answer;
    }

    public int InotifyRemoveWatch(int inotify, int watch)
    {
        var tries = 0;
        int answer;
        do answer = inner.InotifyRemoveWatch(inotify, watch); while (Again(answer, ref tries));
        return answer;
    }

    public int EventFd(uint initial, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.EventFd(initial, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int Poll(Span<PollDescriptor> descriptors, int milliseconds)
    {
        var tries = 0;
        int answer;
        do answer = inner.Poll(descriptors, milliseconds); while (Again(answer, ref tries));
        return answer;
    }

    public int Read(int descriptor, Span<byte> buffer)
    {
        var tries = 0;
        int answer;
        do answer = inner.Read(descriptor, buffer); while (Again(answer, ref tries));
        return answer;
    }

    public int PRead(int descriptor, Span<byte> buffer, long offset)
    {
        var tries = 0;
        int answer;
        do answer = inner.PRead(descriptor, buffer, offset); while (Again(answer, ref tries));
        return answer;
    }

    public int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        var tries = 0;
        int answer;
        do answer = inner.Write(descriptor, buffer); while (Again(answer, ref tries));
        return answer;
    }

    public int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        var tries = 0;
        int answer;
        do answer = inner.PWrite(descriptor, buffer, offset); while (Again(answer, ref tries));
        return answer;
    }

    public long LSeek(int descriptor, long offset, int whence)
    {
        var tries = 0;
        long answer;
        do answer = inner.LSeek(descriptor, offset, whence); while (Again(answer, ref tries));
        return answer;
    }

    public int FTruncate(int descriptor, long length)
    {
        var tries = 0;
        int answer;
        do answer = inner.FTruncate(descriptor, length); while (Again(answer, ref tries));
        return answer;
    }

    public int FAllocate(int descriptor, int mode, long offset, long length)
    {
        var tries = 0;
        int answer;
        do answer = inner.FAllocate(descriptor, mode, offset, length); while (Again(answer, ref tries));
        return answer;
    }

    public int FSync(int descriptor) => inner.FSync(descriptor);

    public int SyncFs(int descriptor) => inner.SyncFs(descriptor);

    public int FAdvise(int descriptor, long offset, long length, int advice)
    {
        var tries = 0;
        int answer;
        do answer = inner.FAdvise(descriptor, offset, length, advice); while (Again(answer, ref tries));
        return answer;
    }

    public long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length)
    {
        var tries = 0;
        long answer;
        do answer = inner.CopyFileRange(source, sourceOffset, target, targetOffset, length); while (Again(answer, ref tries));
        return answer;
    }

    public int TestLock(int descriptor, long start, long length)
    {
        var tries = 0;
        int answer;
        do answer = inner.TestLock(descriptor, start, length); while (Again(answer, ref tries));
        return answer;
    }

    public int Clone(int target, int source)
    {
        var tries = 0;
        int answer;
        do answer = inner.Clone(target, source); while (Again(answer, ref tries));
        return answer;
    }

    public int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.FChownAt(directory, path, uid, gid, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int FChmod(int descriptor, int mode)
    {
        var tries = 0;
        int answer;
        do answer = inner.FChmod(descriptor, mode); while (Again(answer, ref tries));
        return answer;
    }

    public int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.FChmodAt2(directory, path, mode, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int Chmod(ReadOnlySpan<byte> path, int mode)
    {
        var tries = 0;
        int answer;
        do answer = inner.Chmod(path, mode); while (Again(answer, ref tries));
        return answer;
    }

    public int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.UTimeNsAt(directory, path, in accessed, in modified, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int FListXattr(int descriptor, Span<byte> names)
    {
        var tries = 0;
        int answer;
        do answer = inner.FListXattr(descriptor, names); while (Again(answer, ref tries));
        return answer;
    }

    public int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value)
    {
        var tries = 0;
        int answer;
        do answer = inner.FGetXattr(descriptor, name, value); while (Again(answer, ref tries));
        return answer;
    }

    public int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.FSetXattr(descriptor, name, value, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name)
    {
        var tries = 0;
        int answer;
        do answer = inner.FRemoveXattr(descriptor, name); while (Again(answer, ref tries));
        return answer;
    }

    public int ListXattr(ReadOnlySpan<byte> path, Span<byte> names)
    {
        var tries = 0;
        int answer;
        do answer = inner.ListXattr(path, names); while (Again(answer, ref tries));
        return answer;
    }

    public int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value)
    {
        var tries = 0;
        int answer;
        do answer = inner.GetXattr(path, name, value); while (Again(answer, ref tries));
        return answer;
    }

    public int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        var tries = 0;
        int answer;
        do answer = inner.SetXattr(path, name, value, flags); while (Again(answer, ref tries));
        return answer;
    }

    public int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        var tries = 0;
        int answer;
        do answer = inner.RemoveXattr(path, name); while (Again(answer, ref tries));
        return answer;
    }

    private static bool Again(long result, ref int tries) => result == -Errno.EINTR && tries++ < Limit;
}
