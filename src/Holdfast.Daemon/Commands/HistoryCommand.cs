using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Recording;

namespace Holdfast.Daemon.Commands;

/// <summary><c>history</c>: the last runs; <c>history RUN</c>: everything one did.</summary>
internal static class HistoryCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var runs = call.Services.State.Runs;
        if (call.Request.Args.Count > 0) return await OneAsync(call, call.Request.Args[0], cancellation);
        var limit = call.Option("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 20;
        foreach (var run in await runs.ListAsync(call.Option("job"), limit, cancellation))
        {
            var when = TimeZoneInfo.ConvertTime(run.Started, call.Services.Config.TimeZone);
            await call.RowAsync(string.Create(CultureInfo.InvariantCulture, $"{run.Id}  {when:yyyy-MM-dd HH:mm:ss}  {RunText.Line(run)}"), json => RunText.Write(json, run), cancellation);
        }
        return ExitCode.Done;
    }

    private static async Task<ExitCode> OneAsync(CommandCall call, string id, CancellationToken cancellation)
    {
        var run = await call.Services.State.Runs.FindAsync(id, cancellation) ?? throw new JobException($"there is no run '{id}'; see: holdfast history");
        await call.RowAsync($"{run.Id}  {RunText.Line(run)}", json => RunText.Write(json, run), cancellation);
        if (run.Message is not null) await call.SayAsync($"  {run.Message}", cancellation);
        await foreach (var outcome in call.Services.State.Runs.OutcomesAsync(id, cancellation))
        {
            await call.RowAsync($"  {OperationText.Line(outcome)}", json =>
            {
                json.WriteString("type", "outcome");
                json.WriteString("outcome", outcome.Kind.ToString().ToLowerInvariant());
                if (outcome.Message is not null) json.WriteString("message", outcome.Message);
                json.WritePropertyName("operation");
                OperationJson.Write(json, outcome.Operation);
            }, cancellation);
        }
        return ExitCode.Done;
    }
}
