using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast apply FILE</c>: does exactly what a plan file says, or nothing.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var file = new Argument<string>("file") { Description = "A file that 'holdfast plan -o' wrote." };
        var dryRun = Surface.DryRun();
        var command = new Command("apply", "Do exactly what a plan file says.") { file, dryRun };
        command.SetAction((parse, cancellation) => RunAsync(surface, parse, surface.World.FullPath(parse.GetRequiredValue(file)), parse.GetValue(dryRun), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Surface surface, ParseResult parse, string path, bool isDryRun, CancellationToken cancellation)
    {
        // All of the file is compared before any of it is applied.
        var runs = PlanFile.Runs(path);
        foreach (var run in runs) await CompareAsync(surface, parse, path, run, cancellation);
        var worst = (int)ExitCode.Done;
        foreach (var run in runs)
        {
            var request = RequestForms.Request(CommandNames.Apply, run.Id, run.PlanDigest!).With("dry-run", isDryRun);
            var exitCode = await surface.SendAsync(parse, request, cancellation);
            if (worst == (int)ExitCode.Done) worst = exitCode;
        }
        return worst;
    }

    private static async Task CompareAsync(Surface surface, ParseResult parse, string path, RunRow run, CancellationToken cancellation)
    {
        if (run.PlanDigest is not { } digest) throw new CommandException(ExitCode.Usage, $"{path}: the plan of run {run.Id} has no digest");
        using var operations = PlanFile.Operations(path, run.Id).GetEnumerator();
        var comparer = new PlanComparer(operations, digest);
        var screen = new Screen(surface.World, json: false);
        var exitCode = await surface.Courier(parse, screen).CarryAsync(RequestForms.Request(CommandNames.Plan).With("run", run.Id), comparer, cancellation);
        if (exitCode != (int)ExitCode.Done) throw new CommandException((ExitCode)exitCode, $"the plan of run {run.Id} is not kept here any more: make a new one");
        comparer.Require();
    }
}
