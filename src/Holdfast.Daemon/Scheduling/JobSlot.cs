using Holdfast.Contracts.Status;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Scheduling;

/// <summary>All the scheduler knows of one job. Guarded by the scheduler's lock.</summary>
internal sealed class JobSlot(ScheduledJob job, DateTimeOffset since, JobSwitch state)
{
    private readonly HashSet<string> _succeeded = new(StringComparer.Ordinal);
    private Scope? _afterScope;
    private DateTimeOffset? _afterReady;
    private (DateTimeOffset From, DateTimeOffset? Next)? _cron;
    private DateTimeOffset? _lastFull;
    private RunTrigger? _lastTrigger;
    private JobEnd? _lastEnd;
    private bool _wasCancelled;
    // Why it waits until a store is back; null when it does not.
    private string? _awaits;

    public ScheduledJob Job => job;
    public JobSwitch Switch { get; set; } = state;
    public RunTrigger? Pending { get; private set; } = job.AtStart && !job.IsManual && job.After.Count == 0 ? RunTrigger.Boot : null;
    public IReadOnlyList<StoreWatch> Watches { get; set; } = [];
    public Queue<RunRequest> Requests { get; } = [];
    public RunUnderWay? Running { get; private set; }
    public Dirt? Dirt { get; private set; }
    public int Failures { get; private set; }
    public DateTimeOffset? LastStart { get; private set; }
    public DateTimeOffset? LastEnd { get; private set; }

    /// <summary>Whether it waits for a store that another run changes.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether all its stores are watched and nothing was missed.</summary>
    public bool IsWatched => Watches.Count > 0 && Watches.All(watch => watch.IsHealthy);

    /// <summary>Whether something is about to be done here that those who come after should wait for.</summary>
    public bool IsBusy(DateTimeOffset now) => Running is not null || (Switch == JobSwitch.On && (Pending is not null || (Dirt is not null && _awaits is null)) && !(NotBefore > now));

    /// <summary>When it runs next of itself.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isHeld">Whether a job it follows is busy, so that changes wait for its end.</param>
    public Due? NextDue(DateTimeOffset now, bool isHeld)
    {
        if (Switch != JobSwitch.On || Running is not null || Watches.Any(watch => !watch.WasTried)) return null;
        // A clock that was set back must not silence the job until it has caught up.
        if (_lastFull > now) _lastFull = now;
        return DueRule.Next(job, Situation(isHeld)) is not { } due ? null : job.Windows.NextOpen(due.At > now ? due.At : now) is var open && open > now && open > due.At ? due with { At = open } : due;
    }

    /// <summary>Makes a full pass due at once, however often it failed before.</summary>
    public void Demand() => (Pending, Failures, _awaits) = (RunTrigger.Command, 0, null);

    public void Changed(Scope scope, DateTimeOffset now)
    {
        if (scope.Items is { Count: 0 }) return;
        Dirt = Dirt.Add(Dirt, scope, now);
    }

    /// <summary>A job this one follows succeeded.</summary>
    public void Follow(ScheduledJob before, Scope scope, DateTimeOffset now)
    {
        // Names mean the same in both jobs only where they share a store.
        var sharesStore = before.Mutates.Concat(before.Reads).Intersect(job.Mutates.Concat(job.Reads), StringComparer.Ordinal).Any();
        var names = sharesStore ? scope : Scope.All;
        _afterScope = _afterScope is null ? names : Dirt.Union(_afterScope, names);
        _succeeded.Add(before.Name);
        if (job.After.All(_succeeded.Contains)) _afterReady ??= now;
    }

    public RunUnderWay Begin(Due due, DateTimeOffset now, CancellationTokenSource cancel)
    {
        var scope = due.IsFull ? Scope.All
            : due.Trigger == RunTrigger.After && Dirt is { } dirt ? Dirt.Union(dirt.Scope, _afterScope ?? dirt.Scope)
            : due.Trigger == RunTrigger.After ? _afterScope ?? Scope.All
            : Dirt?.Scope ?? Scope.All;
        var taken = Dirt;
        Dirt = null;
        if (scope.IsAll || due.Trigger == RunTrigger.After)
        {
            _succeeded.Clear();
            (_afterScope, _afterReady) = (null, null);
        }
        if (scope.IsAll) Pending = null;
        return Begin(new RunUnderWay(new JobStart(job.Name, due.Trigger, scope), now, taken, null, cancel));
    }

    public RunUnderWay Begin(RunRequest request, DateTimeOffset now, CancellationTokenSource cancel) =>
        Begin(new RunUnderWay(new JobStart(job.Name, request.IsLook ? RunTrigger.Plan : RunTrigger.Command, request.Scope), now, null, request, cancel));

    /// <summary>The run under way ended; null when it was cancelled.</summary>
    public void End(JobEnd? end, DateTimeOffset now)
    {
        var run = Running!;
        if (run.IsLook)
        {
            Running = null;
            return;
        }
        if (end is { Waits: true })
        {
            // Whoever runs by command alone is not run by a store's return.
            (Running, _awaits) = (null, job.IsManual ? null : end.Summary);
            return;
        }
        _awaits = null;
        // What its window cut off is no failure: it goes on in the next one.
        if (end is { WasClosed: true }) end = null;
        (Running, LastStart, LastEnd, _lastTrigger, _wasCancelled) = (null, run.Since, now, run.Start.Trigger, end is null);
        if (end is not null)
        {
            _lastEnd = end;
            Failures = end.Succeeded ? 0 : Failures + 1;
        }
        if (end is { Succeeded: true } || job.Watches.Count == 0) return;
        // What was to be handled still is.
        if (run.Start.Trigger == RunTrigger.Command && run.Taken is null) return;
        var left = run.Taken is { } taken ? Dirt.Union(taken.Scope, run.Start.Scope) : run.Start.Scope;
        Dirt = Dirt is { } later ? later with { Scope = Dirt.Union(later.Scope, left), First = run.Since } : new Dirt(left, run.Since, run.Since);
    }

    public JobStatus Status(DateTimeOffset now) => Status(NextDue(now, false)) with { NextRescan = NextRescan(now) };

    // One that is switched off, or left alone because it failed, does not run when something changes.
    private DateTimeOffset? NextRescan(DateTimeOffset now) =>
        IsWatched && Switch == JobSwitch.On && Running is null && !(NotBefore > now) ? DueRule.Full(job, Situation(true)) : null;

    private JobStatus Status(Due? next) => new()
    {
        Name = job.Name,
        State = StateName(),
        Held = Switch switch { JobSwitch.Paused => "paused", JobSwitch.Stopped => "stopped", _ => null },
        RunningSince = Running?.Since,
        Trigger = (Running?.Start.Trigger ?? _lastTrigger) is { } trigger ? Name(trigger) : null,
        LastStart = LastStart,
        LastEnd = LastEnd,
        LastResult = LastEnd is null ? null : _wasCancelled ? "cancelled" : _lastEnd is { Succeeded: true } ? "succeeded" : _lastEnd is { NeedsApproval: true } ? "needs-approval" : "failed",
        Summary = _awaits ?? (_wasCancelled ? null : _lastEnd?.Summary),
        Failures = Failures,
        NextDue = next?.At,
        Watching = Watches.Count == 0 ? null : IsWatched,
        WatchTrouble = Watches.FirstOrDefault(watch => !watch.IsHealthy) is { } broken ? $"{broken.Store}: {broken.Trouble ?? "not watched yet"}" : null,
        Dirty = Dirt is null ? 0 : Dirt.Scope.Items?.Count ?? -1,
    };

    private JobSituation Situation(bool isHeld) => new()
    {
        Since = since,
        LastFull = _lastFull,
        Pending = Pending,
        Cron = CronAfter(_lastFull ?? since),
        IsWatched = IsWatched,
        // The pass that is made when the store is back takes what changed along.
        Dirt = isHeld || _awaits is not null ? null : Dirt,
        AfterReady = _afterReady,
        NotBefore = NotBefore,
    };

    private DateTimeOffset? NotBefore => Failures > 0 && _lastEnd is not { KeepsPace: true } && LastEnd is { } end ? end + DueRule.Backoff(Failures) : null;

    private RunUnderWay Begin(RunUnderWay run)
    {
        Running = run;
        IsBlocked = false;
        if (run.Start.Scope.IsAll && !run.IsLook) _lastFull = run.Since;
        return run;
    }

    private DateTimeOffset? CronAfter(DateTimeOffset from)
    {
        if (job.Cron is null) return null;
        if (_cron is not { } known || known.From != from) _cron = known = (from, job.Cron.Next(from, job.Zone));
        return known.Next;
    }

    private string StateName() => this switch
    {
        { Running: not null } => "running",
        { Switch: JobSwitch.Stopped } => "stopped",
        { Switch: JobSwitch.Paused } => "paused",
        { _awaits: not null } => "waiting",
        { Failures: > 0 } => _lastEnd is { NeedsApproval: true } ? "needs-approval" : "failing",
        { IsBlocked: true } => "waiting",
        _ => "idle",
    };

    private static string Name(RunTrigger trigger) => trigger switch
    {
        RunTrigger.Command => "command",
        RunTrigger.Schedule => "schedule",
        RunTrigger.Watch => "watch",
        RunTrigger.Boot => "boot",
        RunTrigger.Plan => "plan",
        _ => "after",
    };
}
