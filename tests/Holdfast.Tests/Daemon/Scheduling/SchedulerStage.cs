using Holdfast.Contracts.Status;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Scheduling;

/// <summary>A scheduler whose runs, watchers and clock are moved by the test, on the test's own thread: nothing waits, nothing sleeps.</summary>
internal sealed class SchedulerStage : IJobRunner, IWatchSource, IJobSwitches, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<StageRun> _runs = [];

    public SchedulerStage(params ScheduledJob[] jobs) => Scheduler = new Scheduler(jobs, Parts(this));

    public static DateTimeOffset Noon { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    public TestTime Time { get; } = new(Noon);
    public RingSink Ring { get; } = new();
    public Scheduler Scheduler { get; }
    public Dictionary<string, StageWatcher?> Watchers { get; } = [];
    public Dictionary<string, JobSwitch> Switches { get; } = [];
    public Dictionary<string, Exception> Refusals { get; } = [];
    public Task? Ended { get; private set; }

    public IEnumerable<StageRun> Running => _runs.Where(run => !run.End.Task.IsCompleted);

    public IReadOnlyList<string> Started => [.. _runs.Select(run => $"{run.Start.Job} {run.Start.Trigger} {Show(run.Start.Scope)}")];

    public SchedulerStage Begin()
    {
        OnStage(() => Ended = Scheduler.RunAsync(_stop.Token));
        return this;
    }

    public void Close() => OnStage(_stop.Cancel);

    public void Dispose() => _stop.Dispose();

    public void Advance(double seconds) => OnStage(() => Time.Advance(TimeSpan.FromSeconds(seconds)));

    public void Do(Action action) => OnStage(action);

    public void Succeed(string job) => Finish(job, new JobEnd(true, false, "done"));

    public void Fail(string job, bool needsApproval = false) => Finish(job, new JobEnd(false, needsApproval, "no"));

    public void Wait(string job) => Finish(job, new JobEnd(false, false, "store usb is away") { Waits = true });

    public void Throw(string job, Exception error) => OnStage(() => Of(job).End.SetException(error));

    public void Change(string store, params string[] paths) => OnStage(() => Watchers[store]!.Change(Scope.Of(paths.Select(path => new ScopeItem(TreePath.From(path), false)))));

    public void Lose(string store) => OnStage(() => Watchers[store]!.Change(Scope.All));

    public StageRun Of(string job) => Running.Single(run => run.Start.Job == job);

    public JobStatus Status(string job) => Scheduler.Snapshot().Single(status => status.Name == job);

    /// <summary>What started since the last time this was asked.</summary>
    public IReadOnlyList<string> Fresh()
    {
        var fresh = Started.Skip(_told).ToArray();
        _told = _runs.Count;
        return fresh;
    }

    private int _told;

    public async Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation)
    {
        var run = new StageRun(start, cancellation);
        _runs.Add(run);
        return await run.End.Task;
    }

    public ValueTask<IStoreWatcher?> OpenAsync(string store, CancellationToken cancellation)
    {
        if (Refusals.TryGetValue(store, out var error)) throw error;
        if (!Watchers.TryGetValue(store, out var watcher)) Watchers[store] = watcher = new StageWatcher();
        return ValueTask.FromResult<IStoreWatcher?>(watcher);
    }

    public JobSwitch Load(string job) => Switches.GetValueOrDefault(job);

    public void Save(string job, JobSwitch state) => Switches[job] = state;

    private static SchedulerParts Parts(SchedulerStage stage) =>
        new(stage, stage, stage, new Log(stage.Time, LogLevel.Debug, stage.Ring), stage.Time) { Threads = new StageThreads() };

    private static string Show(Scope scope) => scope.Items is { } items ? string.Join(',', items.Select(item => item.Path.ToString())) : "all";

    private void Finish(string job, JobEnd end) => OnStage(() => Of(job).End.SetResult(end));

    // Work goes on where it is told to and at once, not on a context of the test's runner.
    private static void OnStage(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try { action(); }
        finally { SynchronizationContext.SetSynchronizationContext(context); }
    }

    private sealed class StageThreads : TaskScheduler
    {
        protected override void QueueTask(Task task) => OnStage(() => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}

internal sealed record StageRun(JobStart Start, CancellationToken Cancellation)
{
    public TaskCompletionSource<JobEnd> End { get; } = new();
}

internal sealed class StageWatcher : IStoreWatcher
{
    private TaskCompletionSource _changed = new();
    private Scope? _scope;

    public bool IsHealthy { get; set; } = true;
    public string? Trouble { get; set; }
    public bool IsDisposed { get; private set; }

    public void Change(Scope scope)
    {
        _scope = _scope is null ? scope : Dirt.Union(_scope, scope);
        _changed.TrySetResult();
    }

    public void Break(Exception error) => _changed.TrySetException(error);

    public async Task WaitAsync(CancellationToken cancellation)
    {
        await using var registration = cancellation.Register(() => _changed.TrySetCanceled(cancellation));
        await _changed.Task;
        _changed = new TaskCompletionSource();
    }

    public Scope Take()
    {
        var scope = _scope ?? Scope.Of([]);
        _scope = null;
        return scope;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
