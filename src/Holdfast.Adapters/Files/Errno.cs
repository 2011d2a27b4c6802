using System.Globalization;

namespace Holdfast.Adapters.Files;

/// <summary>Error numbers of Linux, positive as in errno.h.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int ENXIO = 6;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOTTY = 25;
    public const int ETXTBSY = 26;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EMLINK = 31;
    public const int ERANGE = 34;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int ENODATA = 61;
    public const int EOVERFLOW = 75;
    public const int EOPNOTSUPP = 95;
    public const int ENOTCONN = 107;
    public const int ETIMEDOUT = 110;
    public const int ESTALE = 116;
    public const int EDQUOT = 122;
    public const int ENOMEDIUM = 123;

    /// <summary>The name and meaning of an error number, for people: <c>ENOSPC (no space left on the device)</c>.</summary>
    public static string Describe(int number) => number switch
    {
        EPERM => "EPERM (operation not permitted)",
        ENOENT => "ENOENT (no such file or directory)",
        EINTR => "EINTR (interrupted)",
        EIO => "EIO (input/output error)",
        ENXIO => "ENXIO (no such device or address)",
        EBADF => "EBADF (bad descriptor)",
        EAGAIN => "EAGAIN (try again)",
        ENOMEM => "ENOMEM (out of memory)",
        EACCES => "EACCES (permission denied)",
        EBUSY => "EBUSY (in use)",
        EEXIST => "EEXIST (exists already)",
        EXDEV => "EXDEV (another file system)",
        ENODEV => "ENODEV (no such device)",
        ENOTDIR => "ENOTDIR (not a directory)",
        EISDIR => "EISDIR (is a directory)",
        EINVAL => "EINVAL (invalid argument)",
        ENFILE => "ENFILE (too many open files in the system)",
        EMFILE => "EMFILE (too many open files)",
        ENOTTY => "ENOTTY (not known here)",
        ETXTBSY => "ETXTBSY (program is running)",
        EFBIG => "EFBIG (file too large)",
        ENOSPC => "ENOSPC (no space left on the device)",
        EROFS => "EROFS (read-only file system)",
        EMLINK => "EMLINK (too many links)",
        ERANGE => "ERANGE (result too large)",
        ENAMETOOLONG => "ENAMETOOLONG (name too long)",
        ENOSYS => "ENOSYS (the kernel does not have this call)",
        ENOTEMPTY => "ENOTEMPTY (directory not empty)",
        ELOOP => "ELOOP (a symbolic link stands in the way)",
        ENODATA => "ENODATA (no such attribute)",
        EOVERFLOW => "EOVERFLOW (value too large)",
        EOPNOTSUPP => "EOPNOTSUPP (not supported by the file system)",
        ENOTCONN => "ENOTCONN (not connected)",
        ETIMEDOUT => "ETIMEDOUT (timed out)",
        ESTALE => "ESTALE (stale file handle)",
        EDQUOT => "EDQUOT (quota used up)",
        ENOMEDIUM => "ENOMEDIUM (no medium)",
        _ => string.Create(CultureInfo.InvariantCulture, $"errno {number}"),
    };
}
