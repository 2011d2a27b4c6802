using Holdfast.State.Sqlite;
using System.Globalization;

namespace Holdfast.State;

/// <summary>
/// The right to write the state, held by one process at a time. The lock belongs to the open file, so that it is gone
/// when the process is, however it ended; the file itself stays. What stands in it only tells people who holds it.
/// </summary>
public sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="stateDirectory">The directory that holds the state; made if there is none.</param>
    /// <param name="holder">Number of the process that holds it when it is not to be had and that process told; else null.</param>
    /// <returns>The lock, or null when another process (or another part of this one) holds it.</returns>
    /// <exception cref="StateException">The directory cannot be used.</exception>
    public static StateLock? TryAcquire(string stateDirectory, out int? holder)
    {
        StateDirectory.Prepare(stateDirectory);
        // Not by a FileStream: opening one already asks for a lock of the runtime's own, and throws where another process has ours.
        var file = new FileStream(Posix.OpenOrCreate(Path.Combine(stateDirectory, "lock")), FileAccess.ReadWrite, bufferSize: 0);
        try
        {
            holder = null;
            if (Posix.TryLock(file.SafeFileHandle))
            {
                Tell(file);
                return new StateLock(file);
            }
            holder = Read(file);
            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="TryAcquire(string, out int?)"/>
    public static StateLock? TryAcquire(string stateDirectory) => TryAcquire(stateDirectory, out _);

    /// <summary>
    /// Whether a process seems to hold a state, by the number it told and by whether there is such a process. The lock itself is not tried: whoever
    /// only looks must not make another one's attempt fail.
    /// </summary>
    public static bool IsHeld(string stateDirectory)
    {
        if (Posix.TryOpen(Path.Combine(stateDirectory, "lock")) is not { } handle) return false;
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return Read(file) is { } holder && Posix.IsAlive(holder);
    }

    /// <summary>Lets go of the lock.</summary>
    public void Dispose()
    {
        if (!_file.SafeFileHandle.IsClosed)
        {
            _file.SetLength(0);
            Posix.Unlock(_file.SafeFileHandle);
        }
        _file.Dispose();
    }

    private static void Tell(FileStream file)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
    }

    private static int? Read(FileStream file)
    {
        Span<byte> text = stackalloc byte[16];
        var length = file.Read(text);
        return int.TryParse(text[..length].TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
    }
}
