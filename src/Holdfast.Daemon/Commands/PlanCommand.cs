using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;

namespace Holdfast.Daemon.Commands;

/// <summary><c>plan JOB</c>: what a run would do, and every operation of it. The plan is kept, so that exactly it can be applied.</summary>
internal static class PlanCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var name = call.FirstArg("job");
        var runs = await services.Gate.RunAsync(name, token => services.Runner.RunAsync(name, RunTrigger.Command, Scope.All, planOnly: true, null, token), cancellation);
        foreach (var run in runs)
        {
            if (run.State != RunState.Planned)
            {
                await RunCommand.TellAsync(call, run, cancellation);
                return RunText.Exit(run);
            }
            await call.RowAsync($"{run.Job} ({run.Destination}): {RunText.Would(run.Tally)}", json => RunText.Write(json, run), cancellation);
            if (run.Message is not null) await call.SayAsync($"  would be refused: {run.Message}", cancellation);
            await foreach (var operation in services.State.Runs.PendingAsync(run.Id, cancellation))
                await call.RowAsync($"  {OperationText.Line(operation)}", json => Write(json, operation), cancellation);
            if (run.Tally.Touching > 0) await call.SayAsync($"apply exactly this with: holdfast approve {run.Id}", cancellation);
        }
        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, Operation operation)
    {
        json.WriteString("type", "operation");
        json.WritePropertyName("operation");
        OperationJson.Write(json, operation);
    }
}
