using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Adapters.Files.Watching;

/// <summary>Hands every call on; what a test wants to be different it overrides.</summary>
internal abstract class ForwardingCalls(ISystemCalls inner) : ISystemCalls
{
    public virtual int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how) => inner.OpenAt2(directory, path, in how);

    public virtual int Close(int descriptor) => inner.Close(descriptor);

    public virtual int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result) => inner.StatX(directory, path, flags, mask, out result);

    public virtual int GetDents64(int directory, Span<byte> buffer) => inner.GetDents64(directory, buffer);

    public virtual int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode) => inner.MkdirAt(directory, path, mode);

    public virtual int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path) => inner.SymlinkAt(target, directory, path);

    public virtual int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer) => inner.ReadLinkAt(directory, path, buffer);

    public virtual int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags) => inner.LinkAt(fromDirectory, from, toDirectory, to, flags);

    public virtual int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags) => inner.UnlinkAt(directory, path, flags);

    public virtual int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags) => inner.RenameAt2(fromDirectory, from, toDirectory, to, flags);

    public virtual int FStatFs(int descriptor, out StatFs result) => inner.FStatFs(descriptor, out result);

    public virtual int GetFileSystemUuid(int descriptor, Span<byte> uuid) => inner.GetFileSystemUuid(descriptor, uuid);

    public virtual int Flock(int descriptor, int operation) => inner.Flock(descriptor, operation);

    public virtual int GetEuid() => inner.GetEuid();

    public virtual int InotifyInit(int flags) => inner.InotifyInit(flags);

    public virtual int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask) => inner.InotifyAddWatch(inotify, path, mask);

    public virtual int InotifyRemoveWatch(int inotify, int watch) => inner.InotifyRemoveWatch(inotify, watch);

    public virtual int EventFd(uint initial, int flags) => inner.EventFd(initial, flags);

    public virtual int Poll(Span<PollDescriptor> descriptors, int milliseconds) => inner.Poll(descriptors, milliseconds);

    public virtual int Read(int descriptor, Span<byte> buffer) => inner.Read(descriptor, buffer);

    public virtual int PRead(int descriptor, Span<byte> buffer, long offset) => inner.PRead(descriptor, buffer, offset);

    public virtual int Write(int descriptor, ReadOnlySpan<byte> buffer) => inner.Write(descriptor, buffer);

    public virtual int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset) => inner.PWrite(descriptor, buffer, offset);

    public virtual long LSeek(int descriptor, long offset, int whence) => inner.LSeek(descriptor, offset, whence);

    public virtual int FTruncate(int descriptor, long length) => inner.FTruncate(descriptor, length);

    public virtual int FAllocate(int descriptor, int mode, long offset, long length) => inner.FAllocate(descriptor, mode, offset, length);

    public virtual int FSync(int descriptor) => inner.FSync(descriptor);

    public virtual int SyncFs(int descriptor) => inner.SyncFs(descriptor);

    public virtual int FAdvise(int descriptor, long offset, long length, int advice) => inner.FAdvise(descriptor, offset, length, advice);

    public virtual long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length) => inner.CopyFileRange(source, sourceOffset, target, targetOffset, length);

    public virtual int Clone(int target, int source) => inner.Clone(target, source);

    public virtual int TestLock(int descriptor, long start, long length) => inner.TestLock(descriptor, start, length);

    public virtual int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags) => inner.FChownAt(directory, path, uid, gid, flags);

    public virtual int FChmod(int descriptor, int mode) => inner.FChmod(descriptor, mode);

    public virtual int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags) => inner.FChmodAt2(directory, path, mode, flags);

    public virtual int Chmod(ReadOnlySpan<byte> path, int mode) => inner.Chmod(path, mode);

    public virtual int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags) => inner.UTimeNsAt(directory, path, in accessed, in modified, flags);

    public virtual int FListXattr(int descriptor, Span<byte> names) => inner.FListXattr(descriptor, names);

    public virtual int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value) => inner.FGetXattr(descriptor, name, value);

    public virtual int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags) => inner.FSetXattr(descriptor, name, value, flags);

    public virtual int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name) => inner.FRemoveXattr(descriptor, name);

    public virtual int ListXattr(ReadOnlySpan<byte> path, Span<byte> names) => inner.ListXattr(path, names);

    public virtual int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value) => inner.GetXattr(path, name, value);

    public virtual int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags) => inner.SetXattr(path, name, value, flags);

    public virtual int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) => inner.RemoveXattr(path, name);
}
