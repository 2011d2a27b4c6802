using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Commands;

/// <summary>Writes a report now.</summary>
internal static class ReportCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        await call.RowAsync(await call.Services.Reports.WriteNowAsync(call.Has("dry-run"), call.Has("html"), cancellation), RowJson.Default.ReportRow, cancellation);
        return ExitCode.Done;
    }
}
