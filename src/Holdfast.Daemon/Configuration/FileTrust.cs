using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>
/// Whether nobody but root could have written a file or put another in its place: what root reads decides what root does.
/// </summary>
internal static class FileTrust
{
    private const int OthersWrite = 0b000_010_010;
    private const int Sticky = 0b001_000_000_000;

    /// <summary>The first thing on the way to a file that others could change, as an error with the command that mends it; null when there is none.</summary>
    public static ConfigError? Problem(ResolvedPath file, Origin place, string field)
    {
        foreach (var step in file.Steps)
        {
            if (step.Uid != 0)
                return Told(place, field, $"{step.Path}, which belongs to user {step.Uid}", "a file, and directories above it, that belong to root", $"chown {(step.Kind == PathStepKind.Link ? "-h " : "")}root:root {Quoted(step.Path)}");
            // The mode of a link means nothing; in a sticky directory others cannot replace what is root's.
            if (step.Kind == PathStepKind.Link || (step.Mode & OthersWrite) == 0) continue;
            if (step.Kind == PathStepKind.Directory && (step.Mode & Sticky) != 0) continue;
            return Told(place, field, $"{step.Path}, which others may write (mode {Convert.ToString(step.Mode, 8)})", "a file, and directories above it, that only root may write", $"chmod go-w {Quoted(step.Path)}");
        }
        return null;
    }

    private static ConfigError Told(Origin place, string field, string found, string expected, string command) =>
        new(place, field, found, expected, $"as root only such a configuration is read; mend it with: {command}");

    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
