using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Small files of our own beside the state: what stands under the name is the old or the new one, whole, whatever ends the machine.</summary>
public static class WholeFile
{
    /// <summary>Makes a file, or the names in a directory, durable.</summary>
    /// <exception cref="IOException">It could not be done.</exception>
    public static void Sync(string path)
    {
        try { Posix.Sync(path); }
        catch (StateException failure) { throw new IOException(failure.Message, failure); }
    }

    /// <summary>Writes a file in the place of what stands there; durable when it returns. A link under the name is replaced, not followed.</summary>
    /// <param name="path">Its name; the directory is there.</param>
    /// <param name="content">What it shall hold.</param>
    /// <param name="mode">Who may read and write it, from its first byte on.</param>
    /// <exception cref="IOException">It could not be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                // What the process masks from new files is meant for others.
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, mode);
                file.Write(content);
            }
            Posix.Sync(temporary);
            File.Move(temporary, path, overwrite: true);
            Posix.Sync(directory);
        }
        catch (Exception failure)
        {
            File.Delete(temporary);
            if (failure is StateException) throw new IOException(failure.Message, failure);
            throw;
        }
    }
}
