using System.Text;
using System.Text.Json;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Jobs;

namespace Holdfast.Daemon.Api;

/// <summary>What all listeners are told at one moment: how far the runs under way are, or only that the server lives.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Bytes">As it is sent.</param>
/// <param name="IsHeartbeat">Whether it is also the moment to look who still may listen.</param>
internal sealed record Frame(long Number, byte[] Bytes, bool IsHeartbeat);

/// <summary>Looks four times a second how far runs are, once for all listeners, and only while there are any.</summary>
internal sealed class ProgressFeed(LiveRuns live, TimeProvider time) : IDisposable
{
    private const int TicksPerHeartbeat = 60;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly byte[] Heartbeat = ": alive\n\n"u8.ToArray();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private TaskCompletionSource<Frame> _next = New();
    private ITimer? _timer;
    private int _listeners;
    private int _ticks;
    private volatile Frame _latest = new(0, [], IsHeartbeat: false);

    /// <summary>What was told last.</summary>
    public Frame Latest => _latest;

    /// <summary>One more listens, until what is returned is disposed.</summary>
    public IDisposable Listen()
    {
        lock (_lock)
        {
            if (_listeners++ == 0) _timer = time.CreateTimer(_ => Tick(), null, Every, Every);
        }
        return new Leaving(this);
    }

    /// <summary>What is told after a frame; of several the latest alone.</summary>
    public Task<Frame> AfterAsync(Frame frame)
    {
        lock (_lock) return _latest.Number > frame.Number ? Task.FromResult(_latest) : _next.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _timer?.Dispose();
    }

    private void Tick()
    {
        TaskCompletionSource<Frame> told;
        lock (_lock)
        {
            var isHeartbeat = ++_ticks % TicksPerHeartbeat == 0;
            var news = News();
            if (news.Length == 0 && !isHeartbeat) return;
            _latest = new Frame(_latest.Number + 1, news.Length > 0 ? news : Heartbeat, isHeartbeat);
            (told, _next) = (_next, New());
        }
        told.SetResult(_latest);
    }

    // One message for each run, so that one that was missed is made up for by the next.
    private byte[] News()
    {
        var text = new StringBuilder();
        var underWay = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (run, progress) in live.All)
        {
            underWay.Add(run.Id);
            var row = JsonSerializer.Serialize(Rows.Of(run, progress), RowJson.Default.ProgressRow);
            if (_told.TryGetValue(run.Id, out var before) && before == row) continue;
            _told[run.Id] = row;
            text.Append("event: progress\ndata: ").Append(row).Append("\n\n");
        }
        foreach (var over in _told.Keys.Where(run => !underWay.Contains(run)).ToArray()) _told.Remove(over);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Left()
    {
        lock (_lock)
        {
            if (--_listeners > 0) return;
            _timer?.Dispose();
            _timer = null;
            _told.Clear();
        }
    }

    private static TaskCompletionSource<Frame> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Leaving(ProgressFeed feed) : IDisposable
    {
        public void Dispose() => feed.Left();
    }
}
