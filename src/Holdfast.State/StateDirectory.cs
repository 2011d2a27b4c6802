using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>The directory that holds the state: ours alone.</summary>
internal static class StateDirectory
{
    public const string DatabaseName = "state.db";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes the directory, 0700; one that is there and empty, or already ours, becomes so.</summary>
    /// <exception cref="StateException">Others may write to it, or it cannot be made.</exception>
    public static void Prepare(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
                return;
            }
            Directory.CreateDirectory(path, Owner);
            var mode = File.GetUnixFileMode(path);
            if (mode == Owner) return;
            // A directory that holds other things belongs to somebody: its mode is not ours to change.
            if (File.Exists(Path.Combine(path, DatabaseName)) || !Directory.EnumerateFileSystemEntries(path).Any()) File.SetUnixFileMode(path, Owner);
            else if ((mode & OthersWrite) != 0) throw new StateException($"{path}: others may write to this directory; the state needs one of its own with mode 0700");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{path}: cannot be used for the state: {wrong.Message}", wrong);
        }
    }

    /// <summary>Makes an empty file for the owner alone, if there is none. A file that exists is not opened: closing it would drop SQLite's locks on it.</summary>
    public static void MakeFile(string path)
    {
        if (File.Exists(path)) return;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it just now, which is as good.
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{path}: cannot be made: {wrong.Message}", wrong);
        }
    }
}
