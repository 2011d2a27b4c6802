using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <content>What libc exports; blittable, so that nothing stands between a call and its error number.</content>
internal sealed unsafe partial class LinuxSystemCalls
{
#pragma warning disable IDE1006, SA1300 // the names are the C library's
    private static partial class Native
    {
        private const string C = "libc";

        [LibraryImport(C, EntryPoint = "syscall")]
        public static partial nint Syscall(long number, nint first, nint second, nint third, nint fourth);

        [LibraryImport(C)]
        public static partial int close(int fd);

        [LibraryImport(C)]
        public static partial int statx(int dirfd, byte* path, int flags, uint mask, StatX* result);

        [LibraryImport(C)]
        public static partial nint getdents64(int fd, byte* buffer, nuint length);

        [LibraryImport(C)]
        public static partial int mkdirat(int dirfd, byte* path, uint mode);

        [LibraryImport(C)]
        public static partial int symlinkat(byte* target, int dirfd, byte* path);

        [LibraryImport(C)]
        public static partial nint readlinkat(int dirfd, byte* path, byte* buffer, nuint length);

        [LibraryImport(C)]
        public static partial int linkat(int fromDirfd, byte* from, int toDirfd, byte* to, int flags);

        [LibraryImport(C)]
        public static partial int unlinkat(int dirfd, byte* path, int flags);

        [LibraryImport(C)]
        public static partial int renameat2(int fromDirfd, byte* from, int toDirfd, byte* to, uint flags);

        [LibraryImport(C)]
        public static partial int fstatfs(int fd, StatFs* result);

        [LibraryImport(C)]
        public static partial int ioctl(int fd, ulong request, nint argument);

        [LibraryImport(C)]
        public static partial int flock(int fd, int operation);

        [LibraryImport(C)]
        public static partial int fcntl(int fd, int command, RecordLock* argument);

        [LibraryImport(C), SuppressGCTransition]
        public static partial uint geteuid();

        [LibraryImport(C)]
        public static partial nint read(int fd, byte* buffer, nuint length);

        [LibraryImport(C)]
        public static partial nint pread(int fd, byte* buffer, nuint length, long offset);

        [LibraryImport(C)]
        public static partial nint write(int fd, byte* buffer, nuint length);

        [LibraryImport(C)]
        public static partial nint pwrite(int fd, byte* buffer, nuint length, long offset);

        [LibraryImport(C)]
        public static partial long lseek(int fd, long offset, int whence);

        [LibraryImport(C)]
        public static partial int ftruncate(int fd, long length);

        [LibraryImport(C)]
        public static partial int fallocate(int fd, int mode, long offset, long length);

        [LibraryImport(C)]
        public static partial int fsync(int fd);

        [LibraryImport(C)]
        public static partial int syncfs(int fd);

        [LibraryImport(C)]
        public static partial int posix_fadvise(int fd, long offset, long length, int advice);

        [LibraryImport(C)]
        public static partial nint copy_file_range(int source, long* sourceOffset, int target, long* targetOffset, nuint length, uint flags);

        [LibraryImport(C)]
        public static partial int fchownat(int dirfd, byte* path, uint uid, uint gid, int flags);

        [LibraryImport(C)]
        public static partial int fchmod(int fd, uint mode);

        [LibraryImport(C)]
        public static partial int chmod(byte* path, uint mode);

        [LibraryImport(C)]
        public static partial int utimensat(int dirfd, byte* path, TimeSpec* times, int flags);

        [LibraryImport(C)]
        public static partial nint flistxattr(int fd, byte* names, nuint length);

        [LibraryImport(C)]
        public static partial nint fgetxattr(int fd, byte* name, byte* value, nuint length);

        [LibraryImport(C)]
        public static partial int fsetxattr(int fd, byte* name, byte* value, nuint length, int flags);

        [LibraryImport(C)]
        public static partial int fremovexattr(int fd, byte* name);

        [LibraryImport(C)]
        public static partial nint listxattr(byte* path, byte* names, nuint length);

        [LibraryImport(C)]
        public static partial nint getxattr(byte* path, byte* name, byte* value, nuint length);

        [LibraryImport(C)]
        public static partial int setxattr(byte* path, byte* name, byte* value, nuint length, int flags);

        [LibraryImport(C)]
        public static partial int removexattr(byte* path, byte* name);

        [LibraryImport(C)]
        public static partial int inotify_init1(int flags);

        [LibraryImport(C)]
        public static partial int inotify_add_watch(int fd, byte* path, uint mask);

        [LibraryImport(C)]
        public static partial int inotify_rm_watch(int fd, int watch);

        [LibraryImport(C)]
        public static partial int eventfd(uint initial, int flags);

        [LibraryImport(C)]
        public static partial int poll(PollDescriptor* descriptors, ulong count, int milliseconds);
    }
#pragma warning restore IDE1006, SA1300
}
