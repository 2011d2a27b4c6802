using System.Runtime.CompilerServices;

namespace Holdfast.Adapters.Files;

/// <content>Content, waiting and watching.</content>
internal sealed unsafe partial class LinuxSystemCalls
{
    public int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer) return (int)Result(Native.read(descriptor, pointer, (nuint)buffer.Length));
    }

    public int PRead(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer) return (int)Result(Native.pread(descriptor, pointer, (nuint)buffer.Length, offset));
    }

    public int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* pointer = buffer) return (int)Result(Native.write(descriptor, pointer, (nuint)buffer.Length));
    }

    public int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer) return (int)Result(Native.pwrite(descriptor, pointer, (nuint)buffer.Length, offset));
    }

    public long LSeek(int descriptor, long offset, int whence) => Result((nint)Native.lseek(descriptor, offset, whence));

    public int FTruncate(int descriptor, long length) => Result(Native.ftruncate(descriptor, length));

    public int FAllocate(int descriptor, int mode, long offset, long length) => Result(Native.fallocate(descriptor, mode, offset, length));

    public int FSync(int descriptor) => Result(Native.fsync(descriptor));

    public int SyncFs(int descriptor) => Result(Native.syncfs(descriptor));

    // This one hands back the error number itself.
    public int FAdvise(int descriptor, long offset, long length, int advice) => -Native.posix_fadvise(descriptor, offset, length, advice);

    public long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length) =>
        Result(Native.copy_file_range(source, &sourceOffset, target, &targetOffset, (nuint)length, 0));

    public int Clone(int target, int source) => Result(Native.ioctl(target, CloneRequest, source));

    public int TestLock(int descriptor, long start, long length)
    {
        var wanted = new RecordLock { Type = RecordLock.Write, Start = start, Length = length };
        var result = Result(Native.fcntl(descriptor, RecordLock.Test, &wanted));
        return result < 0 ? result : wanted.Type == RecordLock.None ? 0 : 1;
    }

    public int InotifyInit(int flags) => Result(Native.inotify_init1(flags));

    [SkipLocalsInit]
    public int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.inotify_add_watch(inotify, name, mask));
    }

    public int InotifyRemoveWatch(int inotify, int watch) => Result(Native.inotify_rm_watch(inotify, watch));

    public int EventFd(uint initial, int flags) => Result(Native.eventfd(initial, flags));

    public int Poll(Span<PollDescriptor> descriptors, int milliseconds)
    {
        fixed (PollDescriptor* pointer = descriptors) return Result(Native.poll(pointer, (ulong)descriptors.Length, milliseconds));
    }
}
