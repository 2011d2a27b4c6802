using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>A removable store that is away.</summary>
/// <param name="Store">Its name.</param>
/// <param name="Since">Since when, as far as somebody looked; null when nobody who could tell did.</param>
/// <param name="Why">How that was seen.</param>
/// <param name="Looked">When it was last looked for by those who look all the time; null when they have not yet.</param>
public sealed record Absence(string Store, DateTimeOffset? Since, string Why, DateTimeOffset? Looked)
{
    /// <summary>A sentence for people.</summary>
    public string Text => Since is { } since
        ? string.Create(CultureInfo.InvariantCulture, $"store {Store} is away since {since.ToUniversalTime():yyyy-MM-dd HH:mm} UTC: {Why}")
        : $"store {Store} is away: {Why}";
}

/// <summary>
/// Which removable stores are away, for all in a process who must know: runs that are then not made, those who look for stores, and
/// those who tell how jobs stand.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="isLasting">Whether the process lives on, so that what it sees first marks a beginning.</param>
public sealed class Absences(TimeProvider time, bool isLasting)
{
    /// <summary>The kind of condition under which it is kept that a store is away.</summary>
    internal const string Kind = "store-unavailable";

    // The look at the stores comes every minute, and may take half of one.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(95);
    private readonly ConcurrentDictionary<string, Absence> _away = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _back = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _recalled = new(StringComparer.Ordinal);
    private volatile bool _isLoaded;

    /// <summary>Recalls, once, since when the stores are away that were when a process last looked.</summary>
    public async ValueTask LoadAsync(IEvents events, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (_isLoaded) return;
        foreach (var condition in (await events.ConditionsAsync(cancellation)).Where(condition => condition.Kind == Kind && !condition.IsOver)) _recalled.TryAdd(condition.Subject, condition.Since);
        _isLoaded = true;
    }

    /// <summary>What is known of a store that is away; null when it is not.</summary>
    public Absence? Find(string store) => _away.GetValueOrDefault(store);

    /// <summary>The same, when it was looked for so short a time ago that there is no need to look again.</summary>
    public Absence? FindFresh(string store) => Find(store) is { Looked: { } looked } absence && time.GetUtcNow() - looked < Fresh ? absence : null;

    /// <summary>A store was not there.</summary>
    /// <param name="store">Its name.</param>
    /// <param name="why">How that was seen.</param>
    /// <param name="isLook">Whether by those who look all the time, and will see it come back.</param>
    public Absence Saw(string store, string why, bool isLook = false)
    {
        var now = time.GetUtcNow();
        return _away.AddOrUpdate(
            store,
            _ => new Absence(store, _recalled.TryGetValue(store, out var since) ? since : isLasting ? now : null, why, isLook ? now : null),
            (_, known) => known with { Why = why, Looked = isLook ? now : known.Looked });
    }

    /// <summary>A store is there.</summary>
    /// <returns>Whether it was away before.</returns>
    public bool IsThere(string store)
    {
        var wasRecalled = _recalled.TryRemove(store, out _);
        if (!_away.TryRemove(store, out _) && !wasRecalled) return false;
        _back[store] = time.GetUtcNow();
        return true;
    }

    /// <summary>When a store came back, in the life of this process; null when it did not.</summary>
    public DateTimeOffset? BackSince(string store) => _back.TryGetValue(store, out var since) ? since : null;
}
