using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>What happened, in order, for as long as it is kept.</summary>
public interface IEvents
{
    /// <summary>Adds events, all or none, durable on return. One that comes with a condition also sets it.</summary>
    /// <returns>Their numbers.</returns>
    ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation);

    /// <summary>Events with numbers above one, the oldest first.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadAfterAsync(long number, EventFilter filter, int limit, CancellationToken cancellation);

    /// <summary>Events with numbers below one, the newest first.</summary>
    ValueTask<IReadOnlyList<StoredEvent>> ReadBeforeAsync(long number, EventFilter filter, int limit, CancellationToken cancellation);

    /// <summary>The number of the newest event there ever was; 0 before the first.</summary>
    ValueTask<long> NewestAsync(CancellationToken cancellation);

    /// <summary>What is the case now.</summary>
    ValueTask<IReadOnlyList<Condition>> ConditionsAsync(CancellationToken cancellation);

    /// <summary>Drops events from before a moment, and returns how many. Numbers are not used again.</summary>
    ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>An event to be stored.</summary>
/// <param name="Event">The event.</param>
/// <param name="Condition">What is the case from it on; null when nothing is.</param>
public sealed record NewEvent(StoredEvent Event, Condition? Condition = null);

/// <summary>What is the case for a while, so that its beginning and its end can be told once each.</summary>
/// <param name="Kind">What it is, such as <c>store-unavailable</c>.</param>
/// <param name="Subject">What it is true of: a job, a store.</param>
/// <param name="Level">How it is; empty when it is over.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record Condition(string Kind, string Subject, string Level, DateTimeOffset Since)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver => Level.Length == 0;
}

/// <summary>Which events are meant.</summary>
public sealed record EventFilter
{
    /// <summary>All of them.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Only those of these names; null for any.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Only those of a job; null for any.</summary>
    public string? Job { get; init; }

    /// <summary>Only those of a store; null for any.</summary>
    public string? Store { get; init; }

    /// <summary>Only those of a run; null for any.</summary>
    public string? Run { get; init; }

    /// <summary>Only those that matter at least so much.</summary>
    public Severity Least { get; init; }

    /// <summary>Whether an event is meant.</summary>
    public bool Matches(StoredEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.Severity >= Least && (Job is null || Job == happened.Job) && (Store is null || Store == happened.Store) && (Run is null || Run == happened.Run)
            && (Names is null || Names.Contains(happened.Name));
    }
}
