using System.Text.RegularExpressions;
using Holdfast.Adapters.Programs;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Which rclone this is.</summary>
internal static partial class RcloneVersion
{
    /// <summary>The oldest that has been tried: what older ones offer differs.</summary>
    public static readonly Version Least = new(1, 60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks the program.</summary>
    /// <exception cref="RcloneGoneException">It is not there, is none, or is too old.</exception>
    public static async Task<Version> AskAsync(string program, TimeProvider time, CancellationToken cancellation)
    {
        var result = await ProgramRunner.RunAsync(new ProgramCall { Path = program, Arguments = ["version"], Environment = new Dictionary<string, string> { ["RCLONE_CONFIG"] = "/dev/null" }, Timeout = Patience }, time, cancellation);
        if (!result.Succeeded) throw new RcloneGoneException($"{program} does not run ({result.Summary}): is rclone installed? rclone-program tells where it is", isFinal: true);
        if (Parse(result.Output) is not { } version) throw new RcloneGoneException($"{program} does not tell its version as rclone does", isFinal: true);
        return version >= Least ? version : throw new RcloneGoneException($"{program} is rclone {version}, which is too old: {Least} or newer is needed", isFinal: true);
    }

    /// <summary>The version in what it says of itself; null when there is none.</summary>
    public static Version? Parse(string text) =>
        First().Match(text) is { Success: true } match && Version.TryParse(match.Groups[1].Value, out var version) ? version : null;

    [GeneratedRegex(@"^rclone v(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)", RegexOptions.CultureInvariant)]
    private static partial Regex First();
}
