using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast status</c> and <c>holdfast jobs</c>.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Makes <c>status</c>.</summary>
    public static Command Make(Surface surface)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again every two seconds, until Ctrl-C." };
        var command = new Command("status", "Show service, jobs, stores, latest runs and health on one screen.") { watch };
        command.SetAction((parse, cancellation) => parse.GetValue(watch) ? WatchAsync(surface, parse, cancellation) : OnceAsync(surface, parse, CommandNames.Status, cancellation));
        return command;
    }

    /// <summary>Makes <c>jobs</c>.</summary>
    public static Command MakeJobs(Surface surface)
    {
        var command = new Command("jobs", "List the jobs and how they stand.");
        command.SetAction((parse, cancellation) => OnceAsync(surface, parse, CommandNames.Jobs, cancellation));
        return command;
    }

    private static Task<int> OnceAsync(Surface surface, ParseResult parse, string name, CancellationToken cancellation) =>
        surface.SendAsync(parse, RequestForms.Request(name), new StatusView(surface.Screen(parse), surface.World.Time, name == CommandNames.Jobs), cancellation);

    private static async Task<int> WatchAsync(Surface surface, ParseResult parse, CancellationToken cancellation)
    {
        var screen = surface.Screen(parse);
        using var timer = new PeriodicTimer(Pace, surface.World.Time);
        try
        {
            do
            {
                if (screen is { IsTerminal: true, IsJson: false }) screen.Text("\u001b[H\u001b[2J");
                var exitCode = await surface.SendEndlessAsync(parse, RequestForms.Request(CommandNames.Status), new StatusView(screen, surface.World.Time, jobsOnly: false), cancellation);
                if (exitCode != (int)ExitCode.Done) return exitCode;
            }
            while (await timer.WaitForNextTickAsync(cancellation));
            return (int)ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how watching ends; nothing was cut short.
            return (int)ExitCode.Done;
        }
    }
}
