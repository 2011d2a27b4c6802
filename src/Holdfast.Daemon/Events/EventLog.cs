using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.Events;

/// <summary>
/// What happens in this process goes through here into the state, and from there to whoever follows. Telling it never waits and
/// never fails: events are written in the order they were told, many at once when they come fast, and what cannot be written is logged.
/// </summary>
/// <param name="stored">Where they are kept.</param>
/// <param name="log">Told of what could not be written.</param>
internal sealed class EventLog(IEvents stored, ILog log) : IAsyncDisposable
{
    private const int MostAtOnce = 256;
    private const int Page = 500;
    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly RecentEvents _recent = new();
    private readonly Conditions _conditions = new(stored);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _writing;
    private bool _isClosed;

    /// <summary>Tells what happened. What is told after the process began to close is lost, and logged.</summary>
    public void Publish(EventRecord happened) => Post(new Told(happened, null, null));

    /// <summary>Tells the beginning of what is the case for a while, another level of it, or its end; nothing is told when it was so already.</summary>
    /// <param name="condition">How it is now.</param>
    /// <param name="happened">What is told of it, from what was so before; null when nothing was.</param>
    public void Turn(Condition condition, Func<Condition?, EventRecord> happened) => Post(new Told(null, condition, happened));

    /// <summary>Waits until all that was told so far is written, or was logged because it could not be.</summary>
    public async Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Post(new Told(null, null, null) { Written = written })) await written.Task;
    }

    /// <summary>
    /// Events after a number, and then every new one of this process as it is written, until cancelled. Nothing is kept for a follower
    /// beyond what the state holds anyway: one that is slow reads on from there, and misses nothing.
    /// </summary>
    /// <param name="after">The number of the last event that is known; one from a state that is gone counts as the newest of this one.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<EventRecord> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = Math.Min(after, await stored.NewestAsync(cancellation));
        while (true)
        {
            Task more;
            IReadOnlyList<EventRecord>? page;
            lock (_lock) (more, page) = (_more.Task, _recent.After(last));
            page ??= [.. (await stored.ReadAfterAsync(last, EventFilter.All, Page, cancellation)).Select(EventRecords.Of)];
            foreach (var happened in page)
            {
                last = happened.Number;
                yield return happened;
            }
            if (page.Count == 0) await more.WaitAsync(cancellation);
        }
    }

    /// <summary>Ends when something is written after this call.</summary>
    public Task NextAsync()
    {
        lock (_lock) return _more.Task;
    }

    /// <summary>Writes what was told and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? writing;
        lock (_lock) (_isClosed, writing) = (true, _writing);
        _told.Writer.TryComplete();
        if (writing is not null) await writing;
    }

    private bool Post(Told told)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _writing ??= Task.Run(WriteAsync);
                return _told.Writer.TryWrite(told);
            }
        }
        if (told.Happened is { } lost) log.Warn("events", "an event came too late to be kept", ("name", lost.Name), ("message", lost.Message));
        return false;
    }

    private async Task WriteAsync()
    {
        while (await _told.Reader.WaitToReadAsync())
        {
            var batch = new List<Told>();
            while (batch.Count < MostAtOnce && _told.Reader.TryRead(out var told)) batch.Add(told);
            try { await WriteAsync(batch); }
            catch (Exception e) when (e is StateException or InvalidOperationException)
            {
                _conditions.Forget();
                log.Error("events", "events could not be kept", ("events", batch.Count), ("first", batch[0].Happened?.Name), ("error", e.Message));
            }
            foreach (var told in batch) told.Written?.TrySetResult();
        }
    }

    private async Task WriteAsync(List<Told> batch)
    {
        var records = new List<EventRecord>();
        var rows = new List<NewEvent>();
        foreach (var told in batch)
        {
            var happened = told.Happened;
            if (told.Condition is { } condition)
            {
                var (changed, before) = await _conditions.TurnAsync(condition);
                if (changed) happened = told.OfTurn!(before);
            }
            if (happened is null) continue;
            records.Add(happened);
            rows.Add(new NewEvent(EventRecords.Of(happened), told.Condition));
        }
        if (rows.Count == 0) return;
        var numbers = await stored.AppendAsync(rows, CancellationToken.None);
        TaskCompletionSource more;
        lock (_lock)
        {
            for (var i = 0; i < records.Count; i++) _recent.Add(records[i] with { Number = numbers[i] });
            (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        more.SetResult();
    }

    private sealed record Told(EventRecord? Happened, Condition? Condition, Func<Condition?, EventRecord>? OfTurn)
    {
        public TaskCompletionSource? Written { get; init; }
    }
}
