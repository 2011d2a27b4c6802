using Holdfast.Adapters.Files;

namespace Holdfast.TestKit.Files;

/// <content>One method a call; each asks the plan first.</content>
internal sealed partial class FaultySystemCalls
{
    public int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how) => Due(SystemCall.OpenAt2) is var due && due < 0 ? due : Opened(_kernel.OpenAt2(directory, path, in how));

    // Linux closes the descriptor whatever it answers.
    public int Close(int descriptor)
    {
        var due = Due(SystemCall.Close);
        Closed(descriptor);
        var answer = _kernel.Close(descriptor);
        return due == 0 ? answer : -Math.Abs(due);
    }

    public int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result)
    {
        result = default;
        return Due(SystemCall.StatX) is var due && due < 0 ? due : Answer(due, _kernel.StatX(directory, path, flags, mask, out result));
    }

    public int GetDents64(int directory, Span<byte> buffer) => Due(SystemCall.GetDents64) is var due && due < 0 ? due : Answer(due, _kernel.GetDents64(directory, buffer));

    public int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode) => Due(SystemCall.MkdirAt) is var due && due < 0 ? due : Answer(due, _kernel.MkdirAt(directory, path, mode));

    public int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path) => Due(SystemCall.SymlinkAt) is var due && due < 0 ? due : Answer(due, _kernel.SymlinkAt(target, directory, path));

    public int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer) => Due(SystemCall.ReadLinkAt) is var due && due < 0 ? due : Answer(due, _kernel.ReadLinkAt(directory, path, buffer));

    public int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags) => Due(SystemCall.LinkAt) is var due && due < 0 ? due : Answer(due, _kernel.LinkAt(fromDirectory, from, toDirectory, to, flags));

    public int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags) => Due(SystemCall.UnlinkAt) is var due && due < 0 ? due : Answer(due, _kernel.UnlinkAt(directory, path, flags));

    public int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags) => Due(SystemCall.RenameAt2) is var due && due < 0 ? due : Answer(due, _kernel.RenameAt2(fromDirectory, from, toDirectory, to, flags));

    public int FStatFs(int descriptor, out StatFs result)
    {
        result = default;
        return Due(SystemCall.FStatFs) is var due && due < 0 ? due : Answer(due, _kernel.FStatFs(descriptor, out result));
    }

    public int GetFileSystemUuid(int descriptor, Span<byte> uuid) => Due(SystemCall.GetFileSystemUuid) is var due && due < 0 ? due : Answer(due, _kernel.GetFileSystemUuid(descriptor, uuid));

    public int Flock(int descriptor, int operation) => Due(SystemCall.Flock) is var due && due < 0 ? due : Answer(due, _kernel.Flock(descriptor, operation));

    public int GetEuid() => _kernel.GetEuid();

    public int InotifyInit(int flags) => Due(SystemCall.InotifyInit) is var due && due < 0 ? due : Opened(_kernel.InotifyInit(flags));

    public int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask) => Due(SystemCall.InotifyAddWatch) is var due && due < 0 ? due : Answer(due, _kernel.InotifyAddWatch(inotify, path, mask));

    public int InotifyRemoveWatch(int inotify, int watch) => Due(SystemCall.InotifyRemoveWatch) is var due && due < 0 ? due : Answer(due, _kernel.InotifyRemoveWatch(inotify, watch));

    public int EventFd(uint initial, int flags) => Due(SystemCall.EventFd) is var due && due < 0 ? due : Opened(_kernel.EventFd(initial, flags));

    public int Poll(Span<PollDescriptor> descriptors, int milliseconds) => Due(SystemCall.Poll) is var due && due < 0 ? due : Answer(due, _kernel.Poll(descriptors, milliseconds));

    public int Read(int descriptor, Span<byte> buffer) => Due(SystemCall.Read) is var due && due < 0 ? due : Answer(due, _kernel.Read(descriptor, Shorten(SystemCall.Read, buffer)));

    public int PRead(int descriptor, Span<byte> buffer, long offset) => Due(SystemCall.PRead) is var due && due < 0 ? due : Answer(due, _kernel.PRead(descriptor, Shorten(SystemCall.PRead, buffer), offset));

    public int Write(int descriptor, ReadOnlySpan<byte> buffer) => Due(SystemCall.Write) is var due && due < 0 ? due : Answer(due, _kernel.Write(descriptor, Shorten(SystemCall.Write, buffer)));

    public int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset) => Due(SystemCall.PWrite) is var due && due < 0 ? due : Answer(due, _kernel.PWrite(descriptor, Shorten(SystemCall.PWrite, buffer), offset));

    public long LSeek(int descriptor, long offset, int whence) => Due(SystemCall.LSeek) is var due && due < 0 ? due : Answer(due, _kernel.LSeek(descriptor, offset, whence));

    public int FTruncate(int descriptor, long length) => Due(SystemCall.FTruncate) is var due && due < 0 ? due : Answer(due, _kernel.FTruncate(descriptor, length));

    public int FAllocate(int descriptor, int mode, long offset, long length) => Due(SystemCall.FAllocate) is var due && due < 0 ? due : Answer(due, _kernel.FAllocate(descriptor, mode, offset, length));

    public int FSync(int descriptor) => Due(SystemCall.FSync) is var due && due < 0 ? due : Answer(due, _kernel.FSync(descriptor));

    public int SyncFs(int descriptor) => Due(SystemCall.SyncFs) is var due && due < 0 ? due : Answer(due, _kernel.SyncFs(descriptor));

    public int FAdvise(int descriptor, long offset, long length, int advice) => Due(SystemCall.FAdvise) is var due && due < 0 ? due : Answer(due, _kernel.FAdvise(descriptor, offset, length, advice));

    public long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length) => Due(SystemCall.CopyFileRange) is var due && due < 0 ? due : Answer(due, _kernel.CopyFileRange(source, sourceOffset, target, targetOffset, length));

    public int Clone(int target, int source) => Due(SystemCall.Clone) is var due && due < 0 ? due : Answer(due, _kernel.Clone(target, source));

    public int TestLock(int descriptor, long start, long length) => Due(SystemCall.TestLock) is var due && due < 0 ? due : Answer(due, _kernel.TestLock(descriptor, start, length));

    public int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags) => Due(SystemCall.FChownAt) is var due && due < 0 ? due : Answer(due, _kernel.FChownAt(directory, path, uid, gid, flags));

    public int FChmod(int descriptor, int mode) => Due(SystemCall.FChmod) is var due && due < 0 ? due : Answer(due, _kernel.FChmod(descriptor, mode));

    public int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags) => Due(SystemCall.FChmodAt2) is var due && due < 0 ? due : Answer(due, _kernel.FChmodAt2(directory, path, mode, flags));

    public int Chmod(ReadOnlySpan<byte> path, int mode) => Due(SystemCall.Chmod) is var due && due < 0 ? due : Answer(due, _kernel.Chmod(path, mode));

    public int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags) => Due(SystemCall.UTimeNsAt) is var due && due < 0 ? due : Answer(due, _kernel.UTimeNsAt(directory, path, in accessed, in modified, flags));

    public int FListXattr(int descriptor, Span<byte> names) => Due(SystemCall.FListXattr) is var due && due < 0 ? due : Answer(due, _kernel.FListXattr(descriptor, names));

    public int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value) => Due(SystemCall.FGetXattr) is var due && due < 0 ? due : Answer(due, _kernel.FGetXattr(descriptor, name, value));

    public int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags) => Due(SystemCall.FSetXattr) is var due && due < 0 ? due : Answer(due, _kernel.FSetXattr(descriptor, name, value, flags));

    public int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name) => Due(SystemCall.FRemoveXattr) is var due && due < 0 ? due : Answer(due, _kernel.FRemoveXattr(descriptor, name));

    public int ListXattr(ReadOnlySpan<byte> path, Span<byte> names) => Due(SystemCall.ListXattr) is var due && due < 0 ? due : Answer(due, _kernel.ListXattr(path, names));

    public int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value) => Due(SystemCall.GetXattr) is var due && due < 0 ? due : Answer(due, _kernel.GetXattr(path, name, value));

    public int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags) => Due(SystemCall.SetXattr) is var due && due < 0 ? due : Answer(due, _kernel.SetXattr(path, name, value, flags));

    public int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) => Due(SystemCall.RemoveXattr) is var due && due < 0 ? due : Answer(due, _kernel.RemoveXattr(path, name));
}
