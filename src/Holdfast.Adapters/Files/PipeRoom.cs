using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>What a pipe to another program holds before whoever fills it must wait: 64 KiB, which is less than one large packet.</summary>
internal static partial class PipeRoom
{
    private const int SetSize = 1031;

    // Two of the largest packets. The system counts what all pipes of a user may hold, and gives little to those made after that.
    private const int Wide = 512 << 10;

    /// <summary>Gives a pipe more room, where the system has it to give; else all is as it was.</summary>
    public static void Widen(SafeHandle pipe) => _ = Control(pipe, SetSize, Wide);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeHandle descriptor, int command, int value);
}
