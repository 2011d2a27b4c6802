using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells how everything stands, in one row.</summary>
internal static class StatusCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var services = call.Services;
        var snapshot = await services.Status.ReadAsync(services.Gate.Daemon, services.IsStateHeld, cancellation);
        await call.RowAsync(snapshot.Row with { Runs = [.. snapshot.Runs.Select(Rows.Of)] }, RowJson.Default.StatusRow, cancellation);
        return ExitCode.Done;
    }
}
