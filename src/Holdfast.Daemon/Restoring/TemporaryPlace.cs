using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.Restoring;

/// <summary>
/// Where lies what is needed for a while: copies of databases, samples of drills, long listings while they are sorted. In a directory that
/// the configuration names there is one of ours, for its owner alone, named after the state so that two Holdfasts never meet in it.
/// </summary>
internal static class TemporaryPlace
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The directory of ours; the state directory where none is configured.</summary>
    public static string Of(HoldfastConfig config)
    {
        if (config.TempDirectory is not { } above) return config.StateDirectory;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(config.StateDirectory)).AsSpan(0, 6));
        return Path.Combine(above, string.Create(CultureInfo.InvariantCulture, $"holdfast-{name}"));
    }

    /// <summary>Makes it, where one is configured.</summary>
    /// <exception cref="StateException">It cannot be made, or others could put something of theirs in its place.</exception>
    public static void Prepare(HoldfastConfig config, IPathResolver paths, int self)
    {
        if (config.TempDirectory is null) return;
        var place = Of(config);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(place);
            else Directory.CreateDirectory(place, Owner);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException) { throw new StateException($"temp-dir: {place} cannot be made: {wrong.Message}", wrong); }
        var resolved = paths.Resolve(place);
        if (resolved.End is not { } end || end.Uid != self || (end.Mode & 0x3F) != 0) throw new StateException($"temp-dir: {place} is not ours alone: remove it, or name another directory");
        if (config.IsPrivileged && ProgramTrust.Problem(resolved, self) is { } problem) throw new StateException($"temp-dir: {place} is not used: {problem}");
    }
}
