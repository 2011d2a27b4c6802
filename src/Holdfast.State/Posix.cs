using Holdfast.State.Sqlite;
using Microsoft.Win32.SafeHandles;
using System.Runtime.InteropServices;

namespace Holdfast.State;

/// <summary>
/// The few system calls the state needs for its own files. The managed ones will not do: flushing hides its errors, and
/// a file lock of the runtime keeps other programs from reading.
/// </summary>
internal static partial class Posix
{
    private const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, OwnerOnly = 0x180, CloseOnExec = 0x80000, LockExclusive = 2, LockNonBlocking = 4, LockRelease = 8, WouldBlock = 11, NotPermitted = 1;

    /// <summary>Takes a lock that ends with the open file; false when another has it.</summary>
    public static bool TryLock(SafeFileHandle file)
    {
        if (flock(file, LockExclusive | LockNonBlocking) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw Failed("flock", error);
    }

    /// <summary>Whether there is a process of this number.</summary>
    public static bool IsAlive(int process) => kill(process, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    /// <summary>Lets go of a lock, also where a process that was just begun still shares the open file.</summary>
    public static void Unlock(SafeFileHandle file)
    {
        if (flock(file, LockRelease) != 0) throw Failed("flock", Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a file for reading and writing; one that is made is for the owner alone.</summary>
    public static SafeFileHandle OpenOrCreate(string path)
    {
        var handle = open(path, ReadWrite | Create | CloseOnExec, OwnerOnly);
        return handle.IsInvalid ? throw Failed($"open {path}", Marshal.GetLastPInvokeError()) : handle;
    }

    /// <summary>Opens a file for reading; null when that cannot be done.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        var handle = open(path, ReadOnly | CloseOnExec, 0);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>Makes a file's content durable, or the names in a directory.</summary>
    public static void Sync(string path)
    {
        using var handle = open(path, ReadOnly | CloseOnExec, 0);
        if (handle.IsInvalid) throw Failed($"open {path}", Marshal.GetLastPInvokeError());
        if (fsync(handle) != 0) throw Failed($"fsync {path}", Marshal.GetLastPInvokeError());
    }

    private static StateException Failed(string call, int error) => new($"{call}: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
