using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Status;

namespace Holdfast.Daemon.Api;

/// <summary>Reads how everything stands: once a second, however many ask, and once more after every change.</summary>
internal sealed class OverviewReader : IDisposable
{
    private readonly Services _services;
    private readonly Latest<Read> _latest;

    /// <summary>Reads of these parts.</summary>
    public OverviewReader(Services services)
    {
        _services = services;
        _latest = new Latest<Read>(ReadNowAsync, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), services.Time);
    }

    /// <summary>How everything stands.</summary>
    public async ValueTask<Overview> ReadAsync(CancellationToken cancellation) => (await _latest.GetAsync(cancellation)).Overview;

    /// <summary>The same as JSON.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> JsonAsync(CancellationToken cancellation) => (await _latest.GetAsync(cancellation)).Json;

    /// <summary>Something was changed: what was read before is no answer any more.</summary>
    public void Forget() => _latest.Forget();

    /// <inheritdoc/>
    public void Dispose() => _latest.Dispose();

    private async Task<Read> ReadNowAsync(CancellationToken cancellation)
    {
        var overview = await NowAsync(cancellation);
        return new Read(overview, JsonSerializer.SerializeToUtf8Bytes(overview, ApiOptions.TypeOf<Overview>()));
    }

    private async Task<Overview> NowAsync(CancellationToken cancellation)
    {
        var snapshot = await _services.Status.ReadAsync(_services.Gate.Daemon, _services.IsStateHeld, cancellation);
        var sums = await _services.State.Views.SumAsync(cancellation);
        var now = _services.Time.GetUtcNow();
        var row = snapshot.Row;
        return new Overview(row)
        {
            Runs = [.. snapshot.Runs.Select(Rows.Of)],
            State = StateOf(row.Jobs.Where(job => _services.Config.FindJob(job.Name) is { WritesDestinations: true }).Select(job => job.Held).ToArray()),
            Reasons = snapshot.Reasons,
            UptimeSeconds = row.DaemonSince is { } since ? (long)(now - since).TotalSeconds : 0,
            JobsInOrder = snapshot.Jobs.Zip(row.Jobs).Count(job => IsInOrder(job.First, job.Second.State, now)),
            Totals = new RunTotals { Runs = sums.Runs, RunsFailed = sums.Failures, FilesSynced = sums.Files, FilesFailed = sums.FilesFailed, Bytes = sums.Bytes },
        };
    }

    private bool IsInOrder(JobStanding job, string state, DateTimeOffset now) =>
        state is "idle" or "running" or "waiting" && !job.IsMissing && Lateness.Overdue(_services.Config, job.Job, job.CountsFrom, now) is null;

    private static string StateOf(string?[] held) =>
        held.Length == 0 || Array.Exists(held, one => one is null) ? "running" : Array.TrueForAll(held, one => one == "stopped") ? "stopped" : "paused";

    private sealed record Read(Overview Overview, byte[] Json);
}
