using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Commands;

/// <summary>
/// <c>approve RUN</c> and <c>apply RUN DIGEST</c>: a run that was refused or only planned goes on, exactly as planned. With a
/// digest it must be the plan's.
/// </summary>
internal static class ApproveCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var digest = call.Request.Args.Count > 1 ? call.Request.Args[1] : null;
        var waiting = await services.Runner.WaitingAsync(call.FirstArg("run"), digest, cancellation);
        if (call.Has("dry-run"))
        {
            await call.RowAsync(Rows.Of(waiting), RowJson.Default.RunRow, cancellation);
            return ExitCode.Done;
        }
        var run = await services.Gate.RunAsync(waiting.Job, async token =>
        {
            ProgressTeller? teller = null;
            try { return await services.Runner.ApproveAsync(waiting, (begun, progress) => teller = new ProgressTeller(call.Sink, services.Time, begun, progress), token); }
            finally { teller?.Dispose(); }
        }, cancellation);
        await call.RowAsync(Rows.Of(run), RowJson.Default.RunRow, cancellation);
        return Rows.Exit(run);
    }
}
