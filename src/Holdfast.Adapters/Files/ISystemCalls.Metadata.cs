namespace Holdfast.Adapters.Files;

/// <content>Calls on owner, mode, times and attributes.</content>
internal partial interface ISystemCalls
{
    /// <summary>fchownat(2); -1 leaves a number as it is.</summary>
    int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags);

    /// <summary>fchmod(2); not for O_PATH descriptors.</summary>
    int FChmod(int descriptor, int mode);

    /// <summary>fchmodat2(2), Linux 6.6; an empty path with <see cref="At.EmptyPath"/> means the descriptor itself.</summary>
    int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags);

    /// <summary>chmod(2), which follows links: only ever for <c>/proc/self/fd/N</c> of a held descriptor.</summary>
    int Chmod(ReadOnlySpan<byte> path, int mode);

    /// <summary>utimensat(2); an empty path with <see cref="At.EmptyPath"/> means the descriptor itself.</summary>
    int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags);

    /// <summary>flistxattr(2): bytes of names, each ended by NUL; with an empty buffer the size needed.</summary>
    int FListXattr(int descriptor, Span<byte> names);

    /// <summary>fgetxattr(2): bytes of the value; with an empty buffer the size needed.</summary>
    int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value);

    /// <summary>fsetxattr(2).</summary>
    int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags);

    /// <summary>fremovexattr(2).</summary>
    int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name);

    /// <summary>listxattr(2), which follows links: only ever for <c>/proc/self/fd/N</c> of a held descriptor.</summary>
    int ListXattr(ReadOnlySpan<byte> path, Span<byte> names);

    /// <summary>getxattr(2), which follows links: only ever for <c>/proc/self/fd/N</c> of a held descriptor.</summary>
    int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value);

    /// <summary>setxattr(2), which follows links: only ever for <c>/proc/self/fd/N</c> of a held descriptor.</summary>
    int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags);

    /// <summary>removexattr(2), which follows links: only ever for <c>/proc/self/fd/N</c> of a held descriptor.</summary>
    int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name);
}
