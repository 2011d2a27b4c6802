namespace Holdfast.Adapters.Files;

/// <summary>
/// The kernel's calls on byte names and descriptors, one method a call, nothing cached around them. Every result is the
/// kernel's own: zero or more when it succeeded, the negative error number when not (see <see cref="Errno"/>). Names are
/// given without a terminating NUL and must not contain one. Everything that touches a tree goes through here, so that a
/// test can make any single call fail.
/// </summary>
internal partial interface ISystemCalls
{
    /// <summary>openat2(2): opens <paramref name="path"/> as <paramref name="how"/> says; a descriptor.</summary>
    int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how);

    /// <summary>close(2). Never to be called twice, whatever it returned.</summary>
    int Close(int descriptor);

    /// <summary>statx(2); an empty path with <see cref="At.EmptyPath"/> means the descriptor itself.</summary>
    int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result);

    /// <summary>getdents64(2): fills the buffer with records; the number of bytes, 0 at the end.</summary>
    int GetDents64(int directory, Span<byte> buffer);

    /// <summary>mkdirat(2).</summary>
    int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode);

    /// <summary>symlinkat(2).</summary>
    int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path);

    /// <summary>readlinkat(2): the number of bytes; an empty path means the link that the O_PATH descriptor holds.</summary>
    int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer);

    /// <summary>linkat(2).</summary>
    int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags);

    /// <summary>unlinkat(2); <see cref="At.RemoveDirectory"/> for an empty directory.</summary>
    int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags);

    /// <summary>renameat2(2); see <see cref="RenameFlags"/>.</summary>
    int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags);

    /// <summary>statfs(2) of the file system an open descriptor lies on.</summary>
    int FStatFs(int descriptor, out StatFs result);

    /// <summary>ioctl(FS_IOC_GETFSUUID), Linux 6.9: the file system's UUID into 16 bytes.</summary>
    int GetFileSystemUuid(int descriptor, Span<byte> uuid);

    /// <summary>flock(2); see <see cref="FlockOperations"/>.</summary>
    int Flock(int descriptor, int operation);

    /// <summary>geteuid(2).</summary>
    int GetEuid();

    /// <summary>inotify_init1(2).</summary>
    int InotifyInit(int flags);

    /// <summary>inotify_add_watch(2); a watch descriptor.</summary>
    int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask);

    /// <summary>inotify_rm_watch(2).</summary>
    int InotifyRemoveWatch(int inotify, int watch);

    /// <summary>eventfd(2).</summary>
    int EventFd(uint initial, int flags);

    /// <summary>poll(2); the number of descriptors that are ready, 0 when the time has passed.</summary>
    /// <param name="descriptors">What is waited for.</param>
    /// <param name="milliseconds">At most this long; -1 for ever.</param>
    int Poll(Span<PollDescriptor> descriptors, int milliseconds);
}
