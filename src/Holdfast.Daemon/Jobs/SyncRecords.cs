using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.Jobs;

/// <summary>Keeps <c>sync_state.db</c> as backups go. It is for people alone: should it be locked, damaged or deleted, backups go on.</summary>
public sealed class SyncRecords
{
    private const int Chunk = 1000;
    private readonly SyncState _file;
    private readonly IStateDb _state;
    private readonly ILog _log;
    private readonly TimeProvider _time;

    internal SyncRecords(SyncState file, IStateDb state, ILog log, TimeProvider time) => (_file, _state, _log, _time) = (file, state, log, time);

    /// <summary>Writes what runs of a job did, and how the files stand that they touched.</summary>
    /// <param name="job">The backup.</param>
    /// <param name="runs">Ids of the runs to all its destinations.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task AfterAsync(JobConfig job, IReadOnlyCollection<string> runs, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        var isNew = !await _file.KnowsAsync(job.Name, cancellation);
        var (touched, failed) = (new SortedSet<TreePath>(CanonicalPaths.Instance), new Dictionary<TreePath, Outcome>());
        foreach (var id in runs)
        {
            if (await _state.Runs.FindAsync(id, cancellation) is not { } run) continue;
            await LogAsync(job, run, touched, failed, cancellation);
        }
        if (isNew) await AllAsync(job, cancellation);
        foreach (var names in touched.Chunk(Chunk)) await PutAsync(job, names, failed, cancellation);
        await TellAsync(job, cancellation);
    });

    /// <summary>Writes how all files of a job stand, and drops those nothing is recorded of any more.</summary>
    public Task RefreshAsync(JobConfig job, CancellationToken cancellation) => GuardedAsync(() => AllAsync(job, cancellation));

    /// <summary>No daemon is at work.</summary>
    internal static string Stopped() => "stopped";

    /// <summary>How the daemon stands.</summary>
    internal Func<string> Standing { get; set; } = Stopped;

    /// <summary>Writes how the daemon stands.</summary>
    internal Task StandAsync(CancellationToken cancellation) => GuardedAsync(() => _file.TellAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["status"] = Standing() }, _time.GetUtcNow(), cancellation));

    /// <summary>Drops old lines of the log.</summary>
    public Task PruneAsync(TimeSpan keep, CancellationToken cancellation) => GuardedAsync(async () => await _file.PruneAsync(_time.GetUtcNow() - keep, cancellation));

    private async Task LogAsync(JobConfig job, RunRecord run, SortedSet<TreePath> touched, Dictionary<TreePath, Outcome> failed, CancellationToken cancellation)
    {
        var lines = new List<SyncLogLine>();
        await foreach (var outcome in _state.Runs.OutcomesAsync(run.Id, cancellation))
        {
            var operation = outcome.Operation;
            if (operation.IsOfDirectory || outcome.Kind == OutcomeKind.Planned) continue;
            touched.Add(operation.Path);
            if (outcome.Kind == OutcomeKind.Failed) failed[operation.Path] = outcome;
            else if (outcome.Kind == OutcomeKind.Done) failed.Remove(operation.Path);
            if (operation.Kind == OperationKind.Move && operation.From is { } from) touched.Add(from);
            if (!operation.Touches) continue;
            lines.Add(new SyncLogLine(run.Ended ?? run.Started, operation.Path.ToString(), run.Destination, Word(operation.Kind), outcome.Kind == OutcomeKind.Done ? "success" : Word(outcome.Kind), outcome.Kind == OutcomeKind.Done ? operation.Bytes : 0, outcome.Message, run.Id));
            if (lines.Count < Chunk) continue;
            await _file.AddAsync(job.Name, lines, cancellation);
            lines.Clear();
        }
        // A run that had nothing to do and did it well is no news.
        if (lines.Count > 0 || run.State != RunState.Succeeded)
            lines.Add(new SyncLogLine(run.Ended ?? run.Started, null, run.Destination, "run", run.State == RunState.Succeeded ? "success" : Word(run.State), run.Tally.BytesDone, run.Message, run.Id));
        if (lines.Count > 0) await _file.AddAsync(job.Name, lines, cancellation);
    }

    private async Task PutAsync(JobConfig job, IReadOnlyList<TreePath> names, Dictionary<TreePath, Outcome> failed, CancellationToken cancellation)
    {
        var rows = new Dictionary<TreePath, List<(string Store, BaselineEntry Row)>>();
        foreach (var (leg, store) in await LegsAsync(job, cancellation))
        {
            await foreach (var row in _state.Baselines.ReadAsync(leg, Scope.Of(names.Select(name => new ScopeItem(name, false))), cancellation))
            {
                if (row.IsDirectory) continue;
                if (!rows.TryGetValue(row.Path, out var there)) rows[row.Path] = there = [];
                there.Add((store, row));
            }
        }
        var (files, gone) = (new List<SyncedFile>(), new List<string>());
        foreach (var name in names)
        {
            if (Of(job, name, rows.GetValueOrDefault(name) ?? [], failed.GetValueOrDefault(name)) is { } one) files.Add(one);
            else gone.Add(name.ToString());
        }
        await _file.PutAsync(job.Name, files, gone, _time.GetUtcNow(), cancellation);
    }

    // The record of each destination comes in the same order: they are merged without holding any of them whole.
    private async Task AllAsync(JobConfig job, CancellationToken cancellation)
    {
        var began = _time.GetUtcNow();
        var streams = new List<(string Store, IAsyncEnumerator<BaselineEntry> Rows)>();
        try
        {
            foreach (var (leg, store) in await LegsAsync(job, cancellation))
            {
                var rows = _state.Baselines.ReadAsync(leg, Scope.All, cancellation).GetAsyncEnumerator(cancellation);
                streams.Add((store, rows));
                if (await rows.MoveNextAsync()) continue;
                await rows.DisposeAsync();
                streams.RemoveAt(streams.Count - 1);
            }
            var files = new List<SyncedFile>();
            while (streams.Count > 0)
            {
                var least = streams.Select(stream => stream.Rows.Current).Aggregate((a, b) => Order(a, b) <= 0 ? a : b);
                var there = streams.Where(stream => Order(stream.Rows.Current, least) == 0).ToList();
                if (!least.IsDirectory && Of(job, least.Path, [.. there.Select(stream => (stream.Store, stream.Rows.Current))], null) is { } one) files.Add(one);
                foreach (var stream in there)
                {
                    if (await stream.Rows.MoveNextAsync()) continue;
                    streams.Remove(stream);
                    await stream.Rows.DisposeAsync();
                }
                if (files.Count < Chunk && streams.Count > 0) continue;
                await _file.PutAsync(job.Name, files, [], _time.GetUtcNow(), cancellation);
                files.Clear();
            }
        }
        finally
        {
            foreach (var (_, rows) in streams) await rows.DisposeAsync();
        }
        await _file.ForgetAsync(job.Name, began, cancellation);
    }

    // Null when the source no longer has it.
    private static SyncedFile? Of(JobConfig job, TreePath path, IReadOnlyList<(string Store, BaselineEntry Row)> there, Outcome? failure)
    {
        var current = there.Where(one => one.Row.GoneAt == 0).ToList();
        if (current.Count == 0 && failure is null) return null;
        var newest = current.Count == 0 ? null : current.MaxBy(one => one.Row.Source.Mtime).Row;
        var (size, mtime) = (failure?.Operation.Source?.Size ?? newest?.Size ?? 0, failure?.Operation.Source?.Mtime ?? newest?.Source.Mtime);
        var having = current.Where(one => one.Row.Size == size && one.Row.Source.Mtime == mtime).Select(one => one.Store).ToList();
        var isEverywhere = job.To.All(having.Contains);
        return new SyncedFile(path.ToString(), size, mtime is { } ns and > 0 ? DateTimeOffset.UnixEpoch.AddTicks(ns / 100) : null, isEverywhere ? "synced" : failure is not null ? "failed" : "pending", having, isEverywhere ? null : failure?.Message);
    }

    private async Task<IReadOnlyList<(Leg Leg, string Store)>> LegsAsync(JobConfig job, CancellationToken cancellation) =>
        [.. (await _state.Baselines.LegsAsync(job.Name, cancellation)).Where(one => job.To.Contains(one.Store)).OrderBy(one => job.To.TakeWhile(name => name != one.Store).Count())];

    private Task TellAsync(JobConfig job, CancellationToken cancellation) =>
        _file.TellAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["status"] = Standing(), ["last_job"] = job.Name, ["last_run"] = SyncTime(_time.GetUtcNow()) }, _time.GetUtcNow(), cancellation);

    private async Task GuardedAsync(Func<Task> work)
    {
        try { await work(); }
        catch (StateException e) { _log.Warn("daemon", "sync_state.db could not be written; the backup itself is not concerned", ("error", e.Message)); }
    }

    private static int Order(BaselineEntry left, BaselineEntry right) => CanonicalOrder.Compare(left.Path.Bytes, left.IsDirectory, right.Path.Bytes, right.IsDirectory);

    private static string SyncTime(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed class CanonicalPaths : IComparer<TreePath>
    {
        public static CanonicalPaths Instance { get; } = new();

        public int Compare(TreePath x, TreePath y) => x.Bytes.SequenceCompareTo(y.Bytes);
    }
}
