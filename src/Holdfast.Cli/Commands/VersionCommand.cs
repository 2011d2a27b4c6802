using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Version and commit of this build.</summary>
    public static (string Version, string? Commit) Build { get; } = Parts(typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var command = new Command("version", "Say which Holdfast this is.");
        command.SetAction(parse => Run(surface, parse));
        return command;
    }

    private static int Run(Surface surface, ParseResult parse)
    {
        var screen = surface.Screen(parse);
        var (version, commit) = Build;
        if (screen.IsJson)
        {
            screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("version", version);
                json.WriteString("commit", commit);
                json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                json.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
                json.WriteEndObject();
            });
        }
        else
        {
            screen.Line($"holdfast {version}{(commit is null ? "" : $" ({commit[..Math.Min(12, commit.Length)]})")}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        }
        return (int)ExitCode.Done;
    }

    private static (string Version, string? Commit) Parts(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? (text, null) : (text[..plus], text[(plus + 1)..]);
    }
}
