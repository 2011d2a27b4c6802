using System.Security.Cryptography;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// The name under which stores over a network are locked: made once for a state directory, whose own lock lets only one process at
/// a time be at work, and of this machine, so that a copy of the directory elsewhere is somebody else.
/// </summary>
internal static class HolderName
{
    private const string FileName = "holder";

    /// <summary>The name; made when there is none.</summary>
    public static string Of(string stateDirectory)
    {
        var file = Path.Combine(stateDirectory, FileName);
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(file, options);
            writer.WriteLine(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }
        return $"{File.ReadAllText(file).Trim()}@{Environment.MachineName}";
    }
}
