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
        command.SetAction(async (parse, cancellation) =>
        {
            await surface.Hosting(parse).RunDaemonAsync(null, cancellation);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
