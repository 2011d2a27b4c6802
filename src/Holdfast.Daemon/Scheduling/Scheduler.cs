using Holdfast.Contracts.Status;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Scheduling;

/// <summary>What a scheduler works with.</summary>
internal sealed record SchedulerParts(IJobRunner Runner, IWatchSource Watches, IJobSwitches Switches, ILog Log, TimeProvider Time)
{
    /// <summary>Where runs are executed.</summary>
    public TaskScheduler Threads { get; init; } = TaskScheduler.Default;
}

/// <summary>
/// Runs jobs when they are due, for ever. No job runs twice at a time and no store is changed by two runs at a time: those
/// who share one wait in the order in which they became due. A run that fails delays its own job, and no other.
/// </summary>
internal sealed class Scheduler
{
    // A timer counts time that passed, the due times are the clock's: it is looked at this often in case the clock was set.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(20);
    // Three turns in a row that did not come are no coincidence on a busy machine.
    private static readonly TimeSpan LongestSilence = 3 * LongestSleep;
    private readonly Lock _lock = new();
    private readonly SchedulerParts _parts;
    private readonly Dictionary<string, JobSlot> _slots;
    private readonly List<JobSlot> _order;
    private readonly List<StoreWatch> _watches;
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly List<StoreReservation> _reservations = [];
    private readonly List<Task> _runs = [];
    private ITimer? _timer;
    private bool _isOpen;
    private TaskCompletionSource? _allEnded;
    private long _turned;

    /// <summary>Makes a scheduler of jobs.</summary>
    /// <exception cref="ArgumentException">Jobs of one name, or jobs that wait for each other or for one that is not there.</exception>
    public Scheduler(IReadOnlyCollection<ScheduledJob> jobs, SchedulerParts parts)
    {
        if (AfterChains.Problem(jobs) is { } problem) throw new ArgumentException(problem, nameof(jobs));
        _parts = parts;
        _turned = parts.Time.GetTimestamp();
        var now = parts.Time.GetUtcNow();
        _order = [.. jobs.Select(job => new JobSlot(job, now, parts.Switches.Load(job.Name)))];
        _slots = _order.ToDictionary(slot => slot.Job.Name, StringComparer.Ordinal);
        var watches = jobs.SelectMany(job => job.Watches).Distinct(StringComparer.Ordinal)
            .ToDictionary(store => store, store => new StoreWatch(store, parts.Watches, parts.Time, parts.Log, Changed), StringComparer.Ordinal);
        _watches = [.. watches.Values];
        foreach (var slot in _order) slot.Watches = [.. slot.Job.Watches.Select(store => watches[store])];
    }

    /// <summary>Whether it still looks at its jobs: it does every few seconds, runs or not, so that one that has not for a minute hangs.</summary>
    public bool IsTurning => _parts.Time.GetElapsedTime(Volatile.Read(ref _turned)) < LongestSilence;

    /// <summary>Runs until cancelled; then cancels the runs under way and returns when all have ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = _parts.Time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock) (_timer, _isOpen) = (timer, true);
        var watching = _watches.Select(watch => OnThreads(() => watch.RunAsync(stop.Token))).ToArray();
        Pump();
        var forever = new TaskCompletionSource();
        await using (cancellation.Register(forever.SetResult)) await forever.Task;
        await CloseAsync();
        await Task.WhenAll(watching);
        lock (_lock) _timer = null;
    }

    /// <summary>Runs a job now, or as soon as its stores are free, even when it is paused or stopped.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="scope">What it looks at.</param>
    /// <param name="body">What is done in the runner's place, such as the same run with its progress told to a client; null for the runner.</param>
    /// <param name="cancellation">Takes the wish back, or ends the run.</param>
    /// <returns>How it ended. What the body throws is thrown.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobEnd> RunNowAsync(string job, Scope scope, Func<JobStart, CancellationToken, Task<JobEnd>>? body, CancellationToken cancellation) =>
        AskAsync(job, new RunRequest(scope, _parts.Time.GetUtcNow(), body, cancellation));

    /// <summary>Does something in a job's turn that only looks: how the job stands, and when it runs next, is the same before and after.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="body">What is done; what it throws is thrown.</param>
    /// <param name="cancellation">Takes the wish back, or ends it.</param>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task LookNowAsync(string job, Func<CancellationToken, Task> body, CancellationToken cancellation) =>
        AskAsync(job, new RunRequest(Scope.All, _parts.Time.GetUtcNow(), async (_, token) =>
        {
            await body(token);
            return new JobEnd(true, false, "looked");
        }, cancellation) { IsLook = true });

    /// <summary>Waits until no run changes any of these stores, and keeps runs away from them until disposed.</summary>
    public async Task<IDisposable> ReserveAsync(IReadOnlyList<string> stores, CancellationToken cancellation)
    {
        var reservation = new StoreReservation(stores, _parts.Time.GetUtcNow(), Release);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(!_isOpen, this);
            _reservations.Add(reservation);
        }
        await using var forget = cancellation.Register(() => Forget(reservation, cancellation));
        Pump();
        return await reservation.Granted.Task;
    }

    /// <summary>The job no longer runs of itself; a run under way ends in peace.</summary>
    public void Pause(string job) => Turn(job, JobSwitch.Paused);

    /// <summary>The job runs of itself again, first for what changed meanwhile.</summary>
    public void Resume(string job) => Turn(job, JobSwitch.On);

    /// <summary>The job no longer runs of itself, and a run under way is cancelled.</summary>
    public void Stop(string job)
    {
        Turn(job, JobSwitch.Stopped);
        RunUnderWay? run;
        lock (_lock) run = SlotOf(job).Running;
        run?.Cancel();
    }

    /// <summary>A run of the job that is under way is cancelled, and the job makes a full pass when it has ended.</summary>
    /// <returns>False when none is under way.</returns>
    public bool Restart(string job)
    {
        RunUnderWay? run;
        lock (_lock)
        {
            run = _slots.GetValueOrDefault(job)?.Running;
            if (run is not null) SlotOf(job).Demand();
        }
        run?.Cancel();
        return run is not null;
    }

    /// <summary>The job runs of itself again, and makes a full pass at once.</summary>
    public void Start(string job)
    {
        lock (_lock) SlotOf(job).Demand();
        Turn(job, JobSwitch.On);
    }

    /// <summary>A store that was away is there again: every job it has a part in makes a full pass, and waits no longer because it failed.</summary>
    public void StoreIsBack(string store)
    {
        lock (_lock)
        {
            foreach (var slot in _order.Where(slot => !slot.Job.IsManual && slot.Job.Mutates.Concat(slot.Job.Reads).Contains(store, StringComparer.Ordinal))) slot.Demand();
        }
        Pump();
    }

    /// <summary>How every job stands, in the order of the configuration.</summary>
    public IReadOnlyList<JobStatus> Snapshot()
    {
        var now = _parts.Time.GetUtcNow();
        lock (_lock) return [.. _order.Select(slot => slot.Status(now))];
    }

    private async Task<JobEnd> AskAsync(string job, RunRequest request)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(!_isOpen, this);
            SlotOf(job).Requests.Enqueue(request);
        }
        await using var forget = request.Cancellation.Register(() => Forget(job, request));
        Pump();
        return await request.End.Task;
    }

    private void Turn(string job, JobSwitch state)
    {
        lock (_lock)
        {
            var slot = SlotOf(job);
            _parts.Switches.Save(job, state);
            slot.Switch = state;
        }
        _parts.Log.Info(job, "switched", ("to", state));
        Pump();
    }

    private JobSlot SlotOf(string job) => _slots.TryGetValue(job, out var slot) ? slot : throw new KeyNotFoundException($"there is no job '{job}'; jobs are: {string.Join(", ", _slots.Keys)}");

    private void Changed(StoreWatch watch, Scope? scope)
    {
        lock (_lock)
        {
            var now = _parts.Time.GetUtcNow();
            foreach (var slot in _order.Where(slot => scope is not null && slot.Watches.Contains(watch))) slot.Changed(scope!, now);
        }
        Pump();
    }

    // Starts whatever is due and free, and sets the timer for what comes next.
    private void Pump()
    {
        var starts = new List<Action>();
        lock (_lock)
        {
            Volatile.Write(ref _turned, _parts.Time.GetTimestamp());
            if (!_isOpen)
            {
                // While it ends, runs may still need their time.
                _timer?.Change(LongestSleep, Timeout.InfiniteTimeSpan);
                return;
            }
            var now = _parts.Time.GetUtcNow();
            var wake = now + LongestSleep;
            var ready = new List<(DateTimeOffset At, JobSlot? Slot, Due Due, StoreReservation? Reservation)>();
            foreach (var reservation in _reservations) ready.Add((reservation.Asked, null, default, reservation));
            foreach (var slot in _order.Where(slot => slot.Running is null))
            {
                slot.IsBlocked = false;
                var held = slot.Job.After.Any(name => _slots[name].IsBusy(now));
                var due = slot.NextDue(now, held);
                if (slot.Requests.TryPeek(out var request)) ready.Add((request.Asked, slot, default, null));
                else if (due is { } found && found.At <= now) ready.Add((found.At, slot, found, null));
                else if (due?.At < wake) wake = due.Value.At;
            }
            var wanted = new HashSet<string>(_held, StringComparer.Ordinal);
            foreach (var (_, slot, due, reservation) in ready.OrderBy(candidate => candidate.At))
            {
                var stores = slot?.Job.Mutates ?? reservation!.Stores;
                var free = !stores.Any(wanted.Contains);
                // One that waits keeps its place: those behind it do not take its stores.
                wanted.UnionWith(stores);
                if (!free && slot is not null) slot.IsBlocked = true;
                if (!free) continue;
                _held.UnionWith(stores);
                starts.Add(slot is null ? Grant(reservation!) : Begin(slot, due, now));
            }
            _timer!.Change(wake - now, Timeout.InfiniteTimeSpan);
        }
        foreach (var start in starts) start();
    }

    private Action Grant(StoreReservation reservation)
    {
        _reservations.Remove(reservation);
        return () =>
        {
            if (!reservation.Granted.TrySetResult(reservation)) Release(reservation);
        };
    }

    private Action Begin(JobSlot slot, Due due, DateTimeOffset now)
    {
        var run = slot.Requests.TryDequeue(out var request)
            ? slot.Begin(request, now, CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation))
            : slot.Begin(due, now, new CancellationTokenSource());
        return () =>
        {
            var task = OnThreads(() => ExecuteAsync(slot, run));
            lock (_lock)
            {
                _runs.RemoveAll(old => old.IsCompleted);
                _runs.Add(task);
            }
        };
    }

    private async Task ExecuteAsync(JobSlot slot, RunUnderWay run)
    {
        JobEnd? end = null;
        Exception? error = null;
        try
        {
            end = await (run.Request?.Body ?? _parts.Runner.RunAsync)(run.Start, run.Token);
        }
        catch (OperationCanceledException e) when (run.Token.IsCancellationRequested)
        {
            error = e;
        }
        catch (Exception e)
        {
            _parts.Log.Error(slot.Job.Name, "the run could not be made", ("error", e.Message), ("kind", e.GetType().Name), ("trigger", run.Start.Trigger));
            (error, end) = (e, new JobEnd(false, false, e.Message));
        }
        Ended(slot, run, end);
        if (error is OperationCanceledException) run.Request?.End.TrySetCanceled(run.Token);
        else if (error is not null) run.Request?.End.TrySetException(error);
        else run.Request?.End.TrySetResult(end!);
        run.Dispose();
        Pump();
    }

    private void Ended(JobSlot slot, RunUnderWay run, JobEnd? end)
    {
        lock (_lock)
        {
            var now = _parts.Time.GetUtcNow();
            slot.End(end, now);
            _held.ExceptWith(slot.Job.Mutates);
            if (end is { Succeeded: true } && !run.IsLook)
            {
                foreach (var next in _order.Where(next => next.Job.After.Contains(slot.Job.Name))) next.Follow(slot.Job, run.Start.Scope, now);
            }
            if (!_isOpen && _order.All(other => other.Running is null)) _allEnded?.TrySetResult();
        }
    }

    private void Release(StoreReservation reservation)
    {
        lock (_lock) _held.ExceptWith(reservation.Stores);
        Pump();
    }

    private void Forget(StoreReservation reservation, CancellationToken cancellation)
    {
        lock (_lock) _reservations.Remove(reservation);
        reservation.Granted.TrySetCanceled(cancellation);
        Pump();
    }

    private void Forget(string job, RunRequest request)
    {
        lock (_lock)
        {
            var slot = SlotOf(job);
            // A run that has begun ends by its own token.
            if (!slot.Requests.Contains(request)) return;
            var others = slot.Requests.Where(other => other != request).ToArray();
            slot.Requests.Clear();
            foreach (var other in others) slot.Requests.Enqueue(other);
        }
        request.End.TrySetCanceled(request.Cancellation);
        Pump();
    }

    private async Task CloseAsync()
    {
        List<RunUnderWay> underWay;
        lock (_lock)
        {
            _isOpen = false;
            _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            underWay = [.. _order.Where(slot => slot.Running is not null).Select(slot => slot.Running!)];
            if (underWay.Count == 0) _allEnded.SetResult();
            foreach (var request in _order.SelectMany(slot => slot.Requests)) request.End.TrySetCanceled(CancellationToken.None);
            foreach (var reservation in _reservations) reservation.Granted.TrySetCanceled(CancellationToken.None);
        }
        foreach (var run in underWay) run.Cancel();
        await _allEnded.Task;
        Task[] runs;
        lock (_lock) runs = [.. _runs];
        await Task.WhenAll(runs);
    }

    private Task OnThreads(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _parts.Threads).Unwrap();
}
