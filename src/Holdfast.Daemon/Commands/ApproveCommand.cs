using Holdfast.Contracts;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>
/// <c>approve RUN</c> and <c>apply FILE</c>: a run that was refused or only planned goes on, exactly as planned. With a
/// digest (a plan file carries one) it must be the plan's.
/// </summary>
internal static class ApproveCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var waiting = await services.Runner.WaitingAsync(call.FirstArg("run"), call.Option("digest"), cancellation);
        if (call.Has("dry-run"))
        {
            await call.SayAsync($"would apply the plan of run {waiting.Id}: {RunText.Would(waiting.Tally)}", cancellation);
            return ExitCode.Done;
        }
        var run = await services.Gate.RunAsync(waiting.Job, async token =>
        {
            ProgressTeller? teller = null;
            try { return await services.Runner.ApproveAsync(waiting, (begun, progress) => teller = new ProgressTeller(call.Sink, services.Time, begun, progress), token); }
            finally { teller?.Dispose(); }
        }, cancellation);
        await RunCommand.TellAsync(call, run, cancellation);
        if (run.Tally.Changed > 0) await call.SayAsync($"  {run.Tally.Changed} operations no longer fitted and were left alone; plan again to see what is left", cancellation);
        return RunText.Exit(run);
    }
}
