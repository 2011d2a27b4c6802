using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Status;

namespace Holdfast.Daemon.Api;

/// <summary>Reads how everything stands. However many ask, it is read once a second, and once more after every change.</summary>
internal sealed class OverviewReader(Services services) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Read? _last;
    private int _changes;

    /// <summary>How everything stands.</summary>
    public async ValueTask<Overview> ReadAsync(CancellationToken cancellation) => (await LatestAsync(cancellation)).Overview;

    /// <summary>The same as JSON.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> JsonAsync(CancellationToken cancellation) => (await LatestAsync(cancellation)).Json;

    /// <summary>Something was changed: what was read before is no answer any more.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _last = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask<Read> LatestAsync(CancellationToken cancellation)
    {
        if (_last is { } known && services.Time.GetElapsedTime(known.At) < Fresh) return known;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_last is { } other && services.Time.GetElapsedTime(other.At) < Fresh) return other;
            var changes = Volatile.Read(ref _changes);
            var overview = await NowAsync(cancellation);
            var read = new Read(services.Time.GetTimestamp(), overview, JsonSerializer.SerializeToUtf8Bytes(overview, ApiOptions.TypeOf<Overview>()));
            if (Volatile.Read(ref _changes) == changes) _last = read;
            return read;
        }
        finally { _turn.Release(); }
    }

    private async Task<Overview> NowAsync(CancellationToken cancellation)
    {
        var snapshot = await services.Status.ReadAsync(services.Gate.Daemon, services.IsStateHeld, cancellation);
        var sums = await services.State.Views.SumAsync(cancellation);
        var now = services.Time.GetUtcNow();
        var row = snapshot.Row;
        return new Overview(row)
        {
            Runs = [.. snapshot.Runs.Select(Rows.Of)],
            State = StateOf(row.Jobs.Where(job => services.Config.FindJob(job.Name) is { WritesDestinations: true }).Select(job => job.Held).ToArray()),
            Reasons = snapshot.Reasons,
            UptimeSeconds = row.DaemonSince is { } since ? (long)(now - since).TotalSeconds : 0,
            JobsInOrder = snapshot.Jobs.Zip(row.Jobs).Count(job => IsInOrder(job.First, job.Second.State, now)),
            Totals = new RunTotals { Runs = sums.Runs, RunsFailed = sums.Failures, FilesSynced = sums.Files, FilesFailed = sums.FilesFailed, Bytes = sums.Bytes },
        };
    }

    private bool IsInOrder(JobStanding job, string state, DateTimeOffset now) =>
        state is "idle" or "running" or "waiting" && !job.IsMissing && Lateness.Overdue(services.Config, job.Job, job.CountsFrom, now) is null;

    private static string StateOf(string?[] held) =>
        held.Length == 0 || Array.Exists(held, one => one is null) ? "running" : Array.TrueForAll(held, one => one == "stopped") ? "stopped" : "paused";

    private sealed record Read(long At, Overview Overview, byte[] Json);
}
