using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast run [JOB…]</c>.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var jobs = new Argument<string[]>("job") { Description = "Jobs, run in the order given; none for all in the order of the configuration.", Arity = ArgumentArity.ZeroOrMore }.Completed(surface);
        var dryRun = Surface.DryRun();
        var command = new Command("run", "Run jobs once, for cron, CI and by hand.") { jobs, dryRun };
        command.SetAction((parse, cancellation) =>
            surface.SendAsync(parse, RequestForms.Request(CommandNames.Run, parse.GetValue(jobs) ?? []).With("dry-run", parse.GetValue(dryRun)), cancellation));
        return command;
    }
}
