using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.Health;

/// <summary>Looks at everything that must be in order for the data to be safe. Changes nothing.</summary>
public static class Doctor
{
    /// <summary>Every check there is, in the order they are told.</summary>
    private static readonly IReadOnlyList<IHealthCheck> Checks =
    [
        new AccessCheck(), new PermissionCheck(), new ConsistencyCheck(), new RunCheck(), new DiskCheck(), new WatchCheck(),
        new EncryptionCheck(), new StateCheck(), new DaemonCheck(), new ServiceCheck(), new NotificationCheck(), new ConfigurationCheck(), new KernelCheck(), new ClockCheck(),
    ];

    /// <summary>Looks.</summary>
    public static Task<IReadOnlyList<CheckRow>> LookAsync(HealthContext context, CancellationToken cancellation) => LookAsync(Checks, context, cancellation);

    /// <summary>The exit code: errors before warnings.</summary>
    public static DoctorExitCode Exit(IEnumerable<CheckRow> rows)
    {
        var worst = DoctorExitCode.Healthy;
        foreach (var row in rows)
        {
            if (row.Result == "error") return DoctorExitCode.Errors;
            if (row.Result == "warning") worst = DoctorExitCode.Warnings;
        }
        return worst;
    }

    internal static async Task<IReadOnlyList<CheckRow>> LookAsync(IReadOnlyList<IHealthCheck> checks, HealthContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        await using var stores = new OpenStores(context.Open, context.State.Stores);
        context = context with { Stores = stores, Absences = context.Absences ?? new Absences(context.Time, isLasting: false) };
        var rows = new List<CheckRow>();
        foreach (var check in checks)
        {
            try { rows.AddRange((await check.LookAsync(context, cancellation)).Select(result => result.ToRow(check.Name))); }
            catch (Exception e) when (e is StoreException or StateException or JobException or IOException or UnauthorizedAccessException)
            {
                // What cannot be looked at is not in order, and the other checks still have their say.
                rows.Add(HealthResult.Error(null, $"could not be looked at: {e.Message}").ToRow(check.Name));
            }
        }
        return rows;
    }
}
