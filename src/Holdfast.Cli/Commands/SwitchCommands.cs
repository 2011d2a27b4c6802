using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast pause|resume|start|stop JOB</c>.</summary>
internal static class SwitchCommands
{
    /// <summary>Makes <c>pause</c>.</summary>
    public static Command Pause(Surface surface) => Make(surface, CommandNames.Pause, "Let a job begin no run until it is resumed; one under way goes on.");

    /// <summary>Makes <c>resume</c>.</summary>
    public static Command Resume(Surface surface) => Make(surface, CommandNames.Resume, "Let a paused job begin runs again.");

    /// <summary>Makes <c>start</c>.</summary>
    public static Command Start(Surface surface) => Make(surface, CommandNames.Start, "Let a stopped job begin runs again.");

    /// <summary>Makes <c>stop</c>.</summary>
    public static Command Stop(Surface surface) => Make(surface, CommandNames.Stop, "End a job's run in order, and let it begin none until it is started.");

    private static Command Make(Surface surface, string name, string about)
    {
        var job = new Argument<string>("job") { Description = "The job." }.Completed(surface);
        var dryRun = Surface.DryRun();
        var command = new Command(name, about) { job, dryRun };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(name, parse.GetRequiredValue(job)).With("dry-run", parse.GetValue(dryRun)), cancellation));
        return command;
    }
}
