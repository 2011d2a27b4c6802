using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>What a pipe to another program holds before whoever fills it must wait: 64 KiB, which is less than one large packet.</summary>
internal static partial class PipeRoom
{
    private const int SetSize = 1031;

    // What the system allows anybody to ask for.
    private const int Wide = 1 << 20;

    /// <summary>Gives a pipe more room, where the system has it to give; else all is as it was.</summary>
    public static void Widen(SafeHandle pipe) => _ = Control(pipe, SetSize, Wide);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeHandle descriptor, int command, int value);
}
