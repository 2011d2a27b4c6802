using System.Collections.Concurrent;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Runs jobs once: those named in their order, or all in the order of the configuration.</summary>
internal static class RunCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var names = call.Request.Args.Count > 0 ? call.Request.Args : [.. services.Config.Jobs.Select(j => j.Name)];
        foreach (var name in names) services.Runner.Find(name);
        if (call.Has("dry-run")) return await PlanCommand.TellAsync(call, names, cancellation);
        var worst = ExitCode.Done;
        foreach (var name in names)
        {
            foreach (var run in await services.Gate.RunAsync(name, token => OneAsync(call, name, token), cancellation))
            {
                await call.RowAsync(Rows.Of(run), RowJson.Default.RunRow, cancellation);
                worst = Worse(worst, Rows.Exit(run));
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return worst;
    }

    /// <summary>The code that needs a person most: cancelled, then refused, then failed.</summary>
    public static ExitCode Worse(ExitCode left, ExitCode right) => Weight(right) > Weight(left) ? right : left;

    private static async Task<IReadOnlyList<RunRecord>> OneAsync(CommandCall call, string name, CancellationToken cancellation)
    {
        // A backup's destinations are served at once; each tells how far it is.
        var tellers = new ConcurrentBag<ProgressTeller>();
        try
        {
            return await call.Services.Runner.RunAsync(name, RunTrigger.Command, Scope.All, planOnly: false, (run, progress) => tellers.Add(new ProgressTeller(call.Sink, call.Services.Time, run, progress)), cancellation);
        }
        finally { foreach (var teller in tellers) teller.Dispose(); }
    }

    private static int Weight(ExitCode code) => code switch { ExitCode.Done => 0, ExitCode.Refused => 3, ExitCode.Cancelled => 4, _ => 2 };
}
