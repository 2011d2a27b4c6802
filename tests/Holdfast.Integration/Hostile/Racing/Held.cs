using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>What fstat says of an open file.</summary>
internal static unsafe partial class Held
{
    private const int LinksAt = 16;

    /// <summary>How many names it has.</summary>
    public static int Links(SafeFileHandle file)
    {
        // struct statx: mask, block size, attributes, number of links.
        var result = stackalloc byte[256];
        return statx((int)file.DangerousGetHandle(), [0], 0x1000, 0x7FF, result) == 0 ? *(int*)(result + LinksAt) : throw new IOException("fstat", Marshal.GetLastPInvokeError());
    }

#pragma warning disable IDE1006 // the name is the C library's
    [LibraryImport("libc", SetLastError = true)] private static partial int statx(int directory, byte[] path, int flags, uint mask, byte* result);
#pragma warning restore IDE1006
}
