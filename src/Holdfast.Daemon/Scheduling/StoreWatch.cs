using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Scheduling;

/// <summary>Keeps one store watched: opens its watcher, again when it broke, and tells what changed.</summary>
/// <param name="store">Name of the store.</param>
/// <param name="source">Opens the watcher.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where troubles are told.</param>
/// <param name="changed">Called with what changed, or with nothing when only the watcher's health may have.</param>
internal sealed class StoreWatch(string store, IWatchSource source, TimeProvider time, ILog log, Action<StoreWatch, Scope?> changed)
{
    // A watcher that wakes for every single event would cost more than the run it leads to.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Reopen = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReopenUnhealthy = TimeSpan.FromMinutes(10);
    private volatile IStoreWatcher? _watcher;
    private volatile string? _trouble;
    private bool _told;

    /// <summary>Name of the store.</summary>
    public string Store => store;

    /// <summary>Whether it is known by now if the store can be watched.</summary>
    public bool WasTried { get; private set; }

    /// <summary>Whether the store is watched and nothing was missed.</summary>
    public bool IsHealthy => _watcher is { IsHealthy: true };

    /// <summary>Why it is not healthy; null when it is.</summary>
    public string? Trouble => _watcher is { } watcher ? watcher.Trouble : _trouble;

    /// <summary>Watches until cancelled, or until it is known that the store cannot be watched.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await WatchOnceAsync(cancellation)) await Task.Delay(Reopen, time, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _trouble = "the daemon is stopping";
        }
    }

    private async Task<bool> WatchOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await using var watcher = await source.OpenAsync(store, cancellation);
            if (watcher is null)
            {
                _trouble = "stores of this kind cannot be watched";
                Tell(null);
                return false;
            }
            _watcher = watcher;
            // What happened before a later attempt was seen by nobody.
            Tell(WasTried ? Scope.All : null);
            while (await WaitAsync(watcher, cancellation))
            {
                Tell(watcher.Take());
                await Task.Delay(Pace, time, cancellation);
            }
            _trouble = watcher.Trouble ?? "watching begins anew";
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            _trouble = e.Message;
        }
        finally
        {
            _watcher = null;
        }
        Tell(null);
        return true;
    }

    // False when an unhealthy watcher has been so for long: a new one may do better (a limit was raised, a mount came back).
    private async Task<bool> WaitAsync(IStoreWatcher watcher, CancellationToken cancellation)
    {
        if (watcher.IsHealthy)
        {
            await watcher.WaitAsync(cancellation);
            return true;
        }
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var change = watcher.WaitAsync(enough.Token);
        var first = await Task.WhenAny(change, Task.Delay(ReopenUnhealthy, time, enough.Token));
        await first;
        enough.Cancel();
        return first == change;
    }

    private void Tell(Scope? scope)
    {
        WasTried = true;
        var healthy = IsHealthy;
        if (!healthy && !_told) log.Warn("watch", "changes may be missed; full passes are made instead", ("store", store), ("why", Trouble));
        else if (healthy && _told) log.Info("watch", "changes are seen again", ("store", store));
        _told = !healthy;
        changed(this, scope);
    }
}
