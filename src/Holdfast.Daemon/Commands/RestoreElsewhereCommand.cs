using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State;

namespace Holdfast.Daemon.Commands;

/// <summary>
/// Brings something back onto another place: a configured store, or a directory. A directory is written by the process of whoever
/// asks, with the rights of that one, and recorded nowhere: a daemon that wrote wherever it is told to would lend its rights to everybody it listens to.
/// </summary>
internal static class RestoreElsewhereCommand
{
    /// <summary>Whether a place is a directory rather than a store.</summary>
    public static bool IsDirectory(string place) => place.StartsWith('/');

    public static async Task<ExitCode> RunAsync(CommandCall call, RestoreRequest request, string place, CancellationToken cancellation)
    {
        if (request.Store is not { } store) throw new UsageException("restore: --to goes with a path; what a run changed is put back where it was");
        if (!IsDirectory(place)) return await ToStoreAsync(call, request, store, place, cancellation);
        if (call.Services.Gate.Daemon is not null) throw new UsageException("restore: a directory is written by the command's own process, on the machine itself; a daemon writes to configured stores");
        return await ToDirectoryAsync(call, request, store, place, cancellation);
    }

    private static async Task<ExitCode> ToStoreAsync(CommandCall call, RestoreRequest request, string store, string place, CancellationToken cancellation)
    {
        var services = call.Services;
        if (place == store) throw new UsageException("restore: without --to it is brought back in its own store");
        return await services.Gate.ReserveAsync([place], async token =>
        {
            var before = await StoresBefore.ReadAsync(services.State.Stores, token);
            await using var from = await services.Restorer.OpenAsync(store, writable: false, token);
            await using var to = await services.Restorer.OpenAsync(place, writable: true, token);
            return await CarryAsync(call, services.State, request, from, to, before, token);
        }, cancellation);
    }

    private static async Task<ExitCode> ToDirectoryAsync(CommandCall call, RestoreRequest request, string store, string place, CancellationToken cancellation)
    {
        using var scratch = ScratchDirectory.Make();
        Directory.CreateDirectory(place);
        await using var record = SqliteStateDb.Open(scratch.Path);
        var before = await StoresBefore.ReadAsync(record.Stores, cancellation);
        await using var from = await call.Services.Restorer.OpenAsync(store, writable: false, cancellation);
        await using var to = await call.Services.Stores.OpenDirectoryAsync(place, cancellation);
        return await CarryAsync(call, record, request, from, to, before, cancellation);
    }

    private static async Task<ExitCode> CarryAsync(CommandCall call, IStateDb record, RestoreRequest request, IStore from, IStore to, StoresBefore before, CancellationToken cancellation)
    {
        var services = call.Services;
        ProgressTeller? teller = null;
        ElsewhereResult result;
        try
        {
            result = await new RestoreElsewhere(services.State, record, services.Ids.Next, services.Time)
                .RunAsync(request, from, to, before, call.Has("dry-run"), (run, progress) => teller = new ProgressTeller(call.Sink, services.Time, run, progress), cancellation);
        }
        finally { teller?.Dispose(); }
        if (record == services.State && result.Run.State != RunState.Planned)
        {
            RunLog.Tell(services.Log, result.Run);
            services.Events.Publish(RunEvents.Restored(result.Run));
        }
        await call.RowAsync(Rows.Of(result.Run), RowJson.Default.RunRow, cancellation);
        await foreach (var outcome in record.Runs.OutcomesAsync(result.Run.Id, cancellation))
            await call.RowAsync(Rows.Of(result.Run.Id, outcome.Operation, outcome.Kind == OutcomeKind.Planned ? null : outcome), RowJson.Default.OperationRow, cancellation);
        foreach (var finding in result.Left) await call.Sink.OutputAsync($"left alone: {finding.Path}: {finding.Message}", cancellation);
        if (result.Left.Count > 0) await call.Sink.OutputAsync("--force puts what stands there into the trash and goes on", cancellation);
        return result.Left.Count > 0 && result.Run.State == RunState.Succeeded ? ExitCode.Failed : Rows.Exit(result.Run);
    }
}
