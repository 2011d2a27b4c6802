using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells the last runs, of one job or of all; of one run, everything it did.</summary>
internal static class HistoryCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var runs = call.Services.State.Runs;
        var what = call.Request.Args.Count > 0 ? call.Request.Args[0] : null;
        if (what is not null && await runs.FindAsync(what, cancellation) is { } run)
        {
            await call.RowAsync(Rows.Of(run), RowJson.Default.RunRow, cancellation);
            await foreach (var outcome in runs.OutcomesAsync(run.Id, cancellation))
                await call.RowAsync(Rows.Of(run.Id, outcome.Operation, outcome), RowJson.Default.OperationRow, cancellation);
            return ExitCode.Done;
        }
        if (what is not null && call.Services.Config.FindJob(what) is null) throw new UsageException($"history: there is no job and no run '{what}'");
        var limit = call.Option("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 20;
        foreach (var listed in await runs.ListAsync(what, limit, cancellation)) await call.RowAsync(Rows.Of(listed), RowJson.Default.RunRow, cancellation);
        return ExitCode.Done;
    }
}
