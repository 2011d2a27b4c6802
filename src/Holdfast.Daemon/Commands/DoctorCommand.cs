using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Health;

namespace Holdfast.Daemon.Commands;

/// <summary>Looks whether everything is in order. Its exit codes are the doctor's own.</summary>
internal static class DoctorCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var rows = await Doctor.LookAsync(call.Services.Health(call.Has("deep")), cancellation);
        foreach (var row in rows) await call.RowAsync(row, RowJson.Default.CheckRow, cancellation);
        return (ExitCode)Doctor.Exit(rows);
    }
}
