namespace Holdfast.Adapters.Files;

/// <content>Calls on the content of open files.</content>
internal partial interface ISystemCalls
{
    /// <summary>read(2): the number of bytes, 0 at the end.</summary>
    int Read(int descriptor, Span<byte> buffer);

    /// <summary>pread(2): the number of bytes, 0 at the end.</summary>
    int PRead(int descriptor, Span<byte> buffer, long offset);

    /// <summary>write(2): the number of bytes taken.</summary>
    int Write(int descriptor, ReadOnlySpan<byte> buffer);

    /// <summary>pwrite(2): the number of bytes taken.</summary>
    int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset);

    /// <summary>lseek(2); see <see cref="Whence"/>. The new offset.</summary>
    long LSeek(int descriptor, long offset, int whence);

    /// <summary>ftruncate(2).</summary>
    int FTruncate(int descriptor, long length);

    /// <summary>fallocate(2).</summary>
    int FAllocate(int descriptor, int mode, long offset, long length);

    /// <summary>fsync(2). After a failure the pages are marked clean: never to be tried again.</summary>
    int FSync(int descriptor);

    /// <summary>syncfs(2) of the file system the descriptor lies on. After a failure never to be tried again.</summary>
    int SyncFs(int descriptor);

    /// <summary>posix_fadvise(2); see <see cref="FileAdvice"/>.</summary>
    int FAdvise(int descriptor, long offset, long length, int advice);

    /// <summary>copy_file_range(2) at explicit offsets: the number of bytes copied.</summary>
    long CopyFileRange(int source, long sourceOffset, int target, long targetOffset, long length);

    /// <summary>ioctl(FICLONE): shares all blocks of the source with the target.</summary>
    int Clone(int target, int source);

    /// <summary>fcntl(F_OFD_GETLK): 1 when anybody, this process included, holds a record lock on any of these bytes, 0 when nobody does.</summary>
    int TestLock(int descriptor, long start, long length);
}
