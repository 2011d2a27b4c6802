using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Estimating;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells what a run would do, operation by operation. The plan is kept, so that exactly it can be applied.</summary>
internal static class PlanCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        if (call.Option("run") is not { } id) return await TellAsync(call, [call.FirstArg("job")], cancellation);
        var run = await call.Services.State.Runs.FindAsync(id, cancellation) ?? throw new JobException($"there is no run '{id}'; see: holdfast history");
        await TellAsync(call, run, cancellation);
        return ExitCode.Done;
    }

    /// <summary>Makes and tells the plans of jobs.</summary>
    public static async Task<ExitCode> TellAsync(CommandCall call, IReadOnlyList<string> jobs, CancellationToken cancellation)
    {
        var worst = ExitCode.Done;
        foreach (var name in jobs)
        {
            foreach (var run in await call.Services.Gate.LookAsync(name, token => call.Services.Runner.RunAsync(name, RunTrigger.Command, Scope.All, planOnly: true, null, token), cancellation))
            {
                await TellAsync(call, run, cancellation);
                worst = RunCommand.Worse(worst, Rows.Exit(run));
            }
        }
        return worst;
    }

    private static async Task TellAsync(CommandCall call, RunRecord run, CancellationToken cancellation)
    {
        await call.RowAsync(Rows.Of(run), RowJson.Default.RunRow, cancellation);
        if (await PlanEstimator.EstimateAsync(call.Services.Config, call.Services.State.Views, run, cancellation) is { } estimate) await call.RowAsync(estimate, RowJson.Default.EstimateRow, cancellation);
        await foreach (var operation in call.Services.State.Runs.PendingAsync(run.Id, cancellation))
            await call.RowAsync(Rows.Of(run.Id, operation), RowJson.Default.OperationRow, cancellation);
    }
}
