namespace Holdfast.Adapters.Files;

/// <summary>O_… flags, the same on x64 and arm64 but for <see cref="Directory"/> and <see cref="NoFollow"/>, which are swapped in pairs there.</summary>
internal static class OpenFlags
{
    private static readonly bool Arm = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    public const ulong ReadOnly = 0;
    public const ulong WriteOnly = 1;
    public const ulong ReadWrite = 2;
    public const ulong Create = 0x40;
    public const ulong Exclusive = 0x80;
    public const ulong NoTerminal = 0x100;
    public const ulong NonBlocking = 0x800;
    public const ulong NoAccessTime = 0x40000;
    public const ulong CloseOnExec = 0x80000;
    public const ulong Path = 0x200000;
    /// <summary>O_TMPFILE with the O_DIRECTORY that belongs to it: a file without a name.</summary>
    public static readonly ulong Unnamed = 0x400000 | (Arm ? 0x4000UL : 0x10000);

    public static readonly ulong Directory = Arm ? 0x4000UL : 0x10000;
    public static readonly ulong NoFollow = Arm ? 0x8000UL : 0x20000;
}

/// <summary>RESOLVE_… flags of openat2(2).</summary>
internal static class ResolveFlags
{
    public const ulong NoCrossDevice = 0x01;
    public const ulong NoMagicLinks = 0x02;
    public const ulong NoSymlinks = 0x04;
    public const ulong Beneath = 0x08;
}

/// <summary>AT_… flags and the descriptor that stands for the working directory.</summary>
internal static class At
{
    public const int WorkingDirectory = -100;
    public const int SymlinkNoFollow = 0x100;
    public const int RemoveDirectory = 0x200;
    public const int NoAutomount = 0x800;
    public const int EmptyPath = 0x1000;

    /// <summary>AT_STATX_DONT_SYNC: what the kernel has in memory will do.</summary>
    public const int DontSync = 0x4000;
}

/// <summary>STATX_… masks and attributes.</summary>
internal static class StatXFlags
{
    public const uint Basic = 0x7ff;
    public const uint MountId = 0x1000;
    public const ulong Immutable = 0x10;
    public const ulong AppendOnly = 0x20;
    public const ulong MountRoot = 0x2000;
}

/// <summary>S_IF… type bits of a mode, and d_type of a directory record.</summary>
internal static class FileType
{
    public const int Mask = 0xf000;
    public const int Directory = 0x4000;
    public const int Regular = 0x8000;
    public const int Symlink = 0xa000;
}

/// <summary>Flags of renameat2(2).</summary>
internal static class RenameFlags
{
    public const uint NoReplace = 1;
    public const uint Exchange = 2;
}

/// <summary>Whence of lseek(2).</summary>
internal static class Whence
{
    public const int Start = 0;
    public const int End = 2;
    public const int Data = 3;
    public const int Hole = 4;
}

/// <summary>Advice of posix_fadvise(2).</summary>
internal static class FileAdvice
{
    public const int Sequential = 2;
    public const int WillNeed = 3;
    public const int DontNeed = 4;
}

/// <summary>Operations of flock(2).</summary>
internal static class FlockOperations
{
    public const int Exclusive = 2;
    public const int NonBlocking = 4;
    public const int Unlock = 8;
}
