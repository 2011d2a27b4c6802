using System.CommandLine;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast daemon</c>.</summary>
internal static class DaemonCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var command = new Command("daemon", "Keep jobs true for ever: by interval, calendar and watching. Ctrl-C ends it in order.");
        var listen = new Option<string?>("--listen") { Description = "Where the API and the dashboard are served, such as 127.0.0.1:8080, or off; instead of what the configuration says.", HelpName = "ADDRESS" };
        command.Add(listen);
        command.SetAction(async (parse, cancellation) =>
        {
            await surface.Hosting(parse, Flags(parse.GetValue(listen))).RunDaemonAsync(null, cancellation);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<string, string>? Flags(string? listen) => listen is null ? null : new() { ["server.listen"] = listen };
}
