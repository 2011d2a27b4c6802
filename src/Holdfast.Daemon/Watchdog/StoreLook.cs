using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Watchdog;

/// <summary>
/// Tells of stores that go away and come back, and of room that runs out. A store that does not answer holds up none of the
/// others. A directory whose disk is not mounted is away too, although it is there.
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="state">Knows which stores were ever seen.</param>
/// <param name="open">Opens stores.</param>
/// <param name="absences">Told of removable stores, and knows of those that runs missed.</param>
/// <param name="events">Told of what changes.</param>
/// <param name="isBack">Told the name of a store that was away and is there again.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreLook(HoldfastConfig config, IStateDb state, StoreOpening open, Absences absences, EventLog events, Action<string> isBack, TimeProvider time)
{
    private const string Room = "disk-threshold";
    private const string SignIn = "auth-required";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, Task<Capacity?>> _looking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _levels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _away = new(StringComparer.Ordinal);

    /// <summary>Looks every minute until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await LookAsync(cancellation);
            await Task.Delay(Every, time, cancellation);
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var store in config.Stores)
        {
            string? problem = null;
            string? denial = null;
            var isAbsent = false;
            Capacity? room = null;
            try
            {
                // One that still has not answered is not asked a second time.
                if (!_looking.TryGetValue(store.Name, out var looking) || looking.IsCompleted) _looking[store.Name] = looking = Task.Run(() => AskAsync(store.Name), cancellation);
                room = await looking.WaitAsync(Patience, time, cancellation);
            }
            // A directory of this machine knows of no signing in.
            catch (StoreException e) when (e.Fault == StoreFault.Denied && store.Kind is not (StoreKind.Local or StoreKind.Memory)) { problem = denial = e.Cause; }
            catch (StoreException e) { (problem, isAbsent) = (e.Cause, StorePresence.IsAbsence(e)); }
            catch (JobException e) { problem = e.Message; }
            catch (TimeoutException) { (problem, isAbsent) = ($"does not answer within {Patience.TotalSeconds:0} seconds", true); }
            Tell(store, problem, store.Removable && problem is not null && isAbsent ? absences.Saw(store.Name, problem, isLook: true) : null);
            TellSignIn(store, denial);
            if (room is not null) Tell(store, room);
            if (problem is not null) _away.Add(store.Name);
            else if (_away.Remove(store.Name) | absences.IsThere(store.Name)) isBack(store.Name);
        }
    }

    private async Task<Capacity?> AskAsync(string name)
    {
        var before = await StoresBefore.ReadAsync(state.Stores, CancellationToken.None);
        await using var store = await open(name, false, CancellationToken.None);
        StorePresence.Check(before, store.Facts);
        return store.Ask<ICapacityStore>() is { } room ? await room.CapacityAsync(CancellationToken.None) : null;
    }

    // A removable store that is away is told as it goes and as it comes; it is a warning only when it has been away for too long.
    private void Tell(StoreConfig store, string? problem, Absence? absence)
    {
        var now = time.GetUtcNow();
        var since = absence?.Since ?? now;
        var isLong = absence is not null && StorePresence.IsLong(config, store.Name, since, now);
        var level = problem is null ? "" : !store.Removable || (absence is not null && !isLong) ? "away" : isLong ? "too-long" : "unusable";
        var severity = absence is null ? Severity.Error : isLong ? Severity.Warning : Severity.Info;
        var message = absence is null ? $"store {store.Name} cannot be used: {problem}" : isLong ? $"{absence.Text}; it should have been back by now" : absence.Text;
        events.Turn(new Condition(Absences.Kind, store.Name, level, since), before => (problem is not null
            ? EventRecords.Of(EventNames.StoreUnavailable, now, severity, message, new StoreUnavailableData(store.KindWord, store.Path, problem, store.Removable), EventJson.Default.StoreUnavailableData)
            : EventRecords.Of(EventNames.StoreAvailable, now, Severity.Info, $"store {store.Name} is there again",
                new StoreAvailableData(store.KindWord, store.Path, before?.Since ?? now, Math.Round((now - (before?.Since ?? now)).TotalSeconds)), EventJson.Default.StoreAvailableData)) with { Store = store.Name });
    }

    private void TellSignIn(StoreConfig store, string? denial)
    {
        var now = time.GetUtcNow();
        var data = new AuthData(store.KindWord, denial ?? "signed in");
        events.Turn(new Condition(SignIn, store.Name, denial is null ? "" : "required", now), _ => EventRecords.Of(
            denial is null ? EventNames.AuthRestored : EventNames.AuthRequired, now, denial is null ? Severity.Info : Severity.Error,
            denial is null ? $"signing in to store {store.Name} works again" : $"store {store.Name} does not let us in: {denial}", data, EventJson.Default.AuthData) with { Store = store.Name });
    }

    private void Tell(StoreConfig store, Capacity room)
    {
        var now = time.GetUtcNow();
        var level = _levels[store.Name] = DiskLevel.Of(room, DiskLevel.LeastOf(config, store.Name), _levels.GetValueOrDefault(store.Name));
        events.Turn(new Condition(Room, store.Name, level == "ok" ? "" : level, now), before => EventRecords.Of(
            EventNames.DiskThreshold, now, level switch { "error" => Severity.Error, "warning" => Severity.Warning, _ => Severity.Info },
            level == "ok" ? $"store {store.Name} has room again" : $"store {store.Name} has {DiskLevel.Text(room)}{(level == "error" ? ": runs that need room are refused" : "")}",
            new DiskThresholdData(level, before?.Level ?? "ok", room.FreeBytes, room.TotalBytes, Math.Round(DiskLevel.FreePercent(room), 2)), EventJson.Default.DiskThresholdData) with { Store = store.Name });
    }
}
