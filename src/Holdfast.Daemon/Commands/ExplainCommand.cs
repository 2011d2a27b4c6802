using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Explaining;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells what decides about a name, where its copies are, and what runs did to it.</summary>
internal static class ExplainCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var where = call.Path();
        var explanation = await new Explainer(services.Config, services.State, services.OpenAsync, services.Requests, services.Time).ExplainAsync(where, cancellation);
        foreach (var decision in explanation.Decisions) await call.RowAsync(decision, RowJson.Default.DecisionRow, cancellation);
        foreach (var copy in explanation.Copies) await call.RowAsync(copy, RowJson.Default.CopyRow, cancellation);
        foreach (var (run, outcome) in explanation.History) await call.RowAsync(Rows.Of(run.Id, outcome.Operation, outcome), RowJson.Default.OperationRow, cancellation);
        return ExitCode.Done;
    }
}
