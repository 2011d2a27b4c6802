using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Holdfast.Daemon.Logging;

/// <summary>Keeps the last lines in memory and hands new ones to whoever follows; a follower that is too slow misses the oldest.</summary>
internal sealed class RingSink(int capacity = 2000) : ILogSink
{
    private readonly Lock _lock = new();
    private readonly Queue<LogRecord> _records = new(capacity);
    private readonly List<Channel<LogRecord>> _followers = [];

    /// <inheritdoc/>
    public void Write(LogRecord record)
    {
        lock (_lock)
        {
            if (_records.Count == capacity) _records.Dequeue();
            _records.Enqueue(record);
            foreach (var follower in _followers) follower.Writer.TryWrite(record);
        }
    }

    /// <summary>The last lines, the oldest first.</summary>
    public IReadOnlyList<LogRecord> Last(int count)
    {
        lock (_lock) return [.. _records.Skip(Math.Max(0, _records.Count - count))];
    }

    /// <summary>The last lines and then every new one, none twice and none left out between, until cancelled.</summary>
    public async IAsyncEnumerable<LogRecord> FollowAsync(int last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var follower = Channel.CreateBounded<LogRecord>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<LogRecord> past;
        lock (_lock)
        {
            past = Last(last);
            _followers.Add(follower);
        }
        try
        {
            foreach (var record in past) yield return record;
            await foreach (var record in follower.Reader.ReadAllAsync(cancellation)) yield return record;
        }
        finally
        {
            lock (_lock) _followers.Remove(follower);
        }
    }
}
