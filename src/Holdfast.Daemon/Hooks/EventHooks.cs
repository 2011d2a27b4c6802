using Holdfast.Daemon.Events;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Hooks;

/// <summary>
/// Calls the hooks of events, in the order of the events, over restarts: each event calls a hook at most once, and one that is an hour
/// old when its turn comes calls none.
/// </summary>
internal sealed class EventHooks(HookRunner hooks, IStateDb state, EventLog events, TimeProvider time)
{
    private const string Name = "hooks";
    private const int Most = 500;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Goes on until cancelled; at once when no hook waits for events.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!hooks.HasEvents) return;
        await foreach (var happened in events.FollowAsync(await AfterAsync(cancellation), cancellation)) await CallAsync(happened, cancellation);
    }

    /// <summary>Calls what is to be called by now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (!hooks.HasEvents) return;
        foreach (var happened in await state.Events.ReadAfterAsync(await AfterAsync(cancellation), EventFilter.All, Most, cancellation)) await CallAsync(EventRecords.Of(happened), cancellation);
    }

    /// <summary>Begins: from now on what happens calls hooks.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (hooks.HasEvents) await AfterAsync(cancellation);
    }

    private async ValueTask<long> AfterAsync(CancellationToken cancellation)
    {
        if (await state.Alerts.CursorAsync(Name, cancellation) is { } known) return known;
        // What happened before a hook was configured calls none.
        var newest = await state.Events.NewestAsync(cancellation);
        await state.Alerts.RecordAsync(Name, newest, [], [], cancellation);
        return newest;
    }

    private async Task CallAsync(Contracts.Events.EventRecord happened, CancellationToken cancellation)
    {
        await state.Alerts.RecordAsync(Name, happened.Number, [], [], cancellation);
        if (happened.Time > time.GetUtcNow() - Recent) await hooks.OnAsync(happened, cancellation);
    }
}
