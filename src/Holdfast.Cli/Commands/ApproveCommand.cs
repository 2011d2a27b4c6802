using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast approve RUN</c>.</summary>
internal static class ApproveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var run = new Argument<string>("run") { Description = "Id of the run, as 'holdfast status' shows it." };
        var dryRun = Surface.DryRun();
        var command = new Command("approve", "Let a run that a guard refused do what it planned.") { run, dryRun };
        command.SetAction((parse, cancellation) =>
            surface.SendAsync(parse, RequestForms.Request(CommandNames.Approve, parse.GetRequiredValue(run)).With("dry-run", parse.GetValue(dryRun)), cancellation));
        return command;
    }
}
