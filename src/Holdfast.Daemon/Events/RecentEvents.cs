using Holdfast.Contracts.Events;

namespace Holdfast.Daemon.Events;

/// <summary>The newest events in memory, so that those who follow closely need not ask the state. Used under a lock.</summary>
internal sealed class RecentEvents
{
    private const int Most = 256;
    private readonly Queue<EventRecord> _events = new();

    public void Add(EventRecord happened)
    {
        if (_events.Count == Most) _events.Dequeue();
        _events.Enqueue(happened);
    }

    /// <summary>The events after a number; null when some of them may no longer be here.</summary>
    public IReadOnlyList<EventRecord>? After(long number) => _events.TryPeek(out var first) && first.Number <= number + 1 ? [.. _events.Where(happened => happened.Number > number)] : null;
}
