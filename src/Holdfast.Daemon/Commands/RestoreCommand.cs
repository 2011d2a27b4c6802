using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Restoring;

namespace Holdfast.Daemon.Commands;

/// <summary>Puts back what a run overwrote, removed or re-moded, or one name as it stood at a moment.</summary>
internal static class RestoreCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var restorer = services.Restorer;
        var request = Request(call);
        if (call.Option("to") is { } place) return await RestoreElsewhereCommand.RunAsync(call, request, place, cancellation);
        if (call.Has("dry-run")) return await TellAsync(call, restorer, request, cancellation);
        var store = request.Store ?? (await services.State.Runs.FindAsync(request.Run!, cancellation))?.Destination;
        var result = await services.Gate.ReserveAsync(store is null ? [] : [store], async token =>
        {
            ProgressTeller? teller = null;
            try { return await restorer.RunAsync(request, (run, progress) => teller = new ProgressTeller(call.Sink, services.Time, run, progress), token); }
            finally { teller?.Dispose(); }
        }, cancellation);
        RunLog.Tell(services.Log, result.Run);
        services.Events.Publish(RunEvents.Restored(result.Run));
        await call.RowAsync(Rows.Of(result.Run), RowJson.Default.RunRow, cancellation);
        await foreach (var outcome in services.State.Runs.OutcomesAsync(result.Run.Id, cancellation))
            await call.RowAsync(Rows.Of(result.Run.Id, outcome.Operation, outcome), RowJson.Default.OperationRow, cancellation);
        if (result.Hint is { } hint) await call.Sink.OutputAsync(hint, cancellation);
        return Rows.Exit(result.Run);
    }

    private static async Task<ExitCode> TellAsync(CommandCall call, Restorer restorer, RestoreRequest request, CancellationToken cancellation)
    {
        await foreach (var step in restorer.PlanAsync(request, cancellation))
            await call.RowAsync(Rows.Of("", step.Operation) with { Message = step.Refusal }, RowJson.Default.OperationRow, cancellation);
        return ExitCode.Done;
    }

    private static RestoreRequest Request(CommandCall call)
    {
        DateTimeOffset? at = call.Option("at") is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
        if (call.Option("run") is { } run) return new RestoreRequest { Run = run, At = at, Force = call.Has("force") };
        var where = call.Path();
        return new RestoreRequest { Store = where.Store, Path = where.Path, At = at, Force = call.Has("force") };
    }
}
