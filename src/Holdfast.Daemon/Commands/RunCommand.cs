using Holdfast.Contracts;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary><c>run [JOB…]</c>: each job once, in the order given, or all in the order of the configuration.</summary>
internal static class RunCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var names = call.Request.Args.Count > 0 ? call.Request.Args : [.. services.Config.Jobs.Select(j => j.Name)];
        foreach (var name in names) services.Runner.Find(name);
        var planOnly = call.Has("dry-run");
        var worst = ExitCode.Done;
        foreach (var name in names)
        {
            var runs = await services.Gate.RunAsync(name, token => RunJobAsync(call, name, planOnly, token), cancellation);
            foreach (var run in runs)
            {
                await TellAsync(call, run, cancellation);
                worst = Worse(worst, RunText.Exit(run));
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return worst;
    }

    /// <summary>Tells how a run ended, and what to do when it waits for somebody.</summary>
    public static async Task TellAsync(CommandCall call, RunRecord run, CancellationToken cancellation)
    {
        await call.RowAsync(run.State == RunState.Planned ? $"{run.Job} ({run.Destination}): would do: {RunText.Would(run.Tally)}" : RunText.Line(run), json => RunText.Write(json, run), cancellation);
        if (run.Message is not null) await call.SayAsync($"  {run.Message}", cancellation);
        if (run.State == RunState.Refused) await call.SayAsync($"  nothing was touched; look at it with 'holdfast history {run.Id}', let it go on with 'holdfast approve {run.Id}'", cancellation);
    }

    private static async Task<IReadOnlyList<RunRecord>> RunJobAsync(CommandCall call, string name, bool planOnly, CancellationToken cancellation)
    {
        ProgressTeller? teller = null;
        try
        {
            return await call.Services.Runner.RunAsync(name, RunTrigger.Command, Scope.All, planOnly, (run, progress) =>
            {
                teller?.Dispose();
                teller = new ProgressTeller(call.Sink, call.Services.Time, run, progress);
            }, cancellation);
        }
        finally { teller?.Dispose(); }
    }

    // Cancelled outweighs refused outweighs failed: a script that looks at one code should see what needs a person first.
    private static ExitCode Worse(ExitCode left, ExitCode right) => Weight(right) > Weight(left) ? right : left;

    private static int Weight(ExitCode code) => code switch { ExitCode.Done => 0, ExitCode.Refused => 3, ExitCode.Cancelled => 4, _ => 2 };
}
