using System.Collections.Concurrent;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Scheduling;

public sealed class SchedulerThreadTests : IJobRunner, IWatchSource, IJobSwitches
{
    private readonly ConcurrentDictionary<string, int> _inStore = new();
    private readonly ConcurrentDictionary<string, int> _runs = new();
    private readonly Dictionary<string, ScheduledJob> _jobs = new[]
    {
        Job("a", "1"), Job("b", "1", "2"), Job("c", "2", "3"), Job("d", "3"), Job("e"),
    }.ToDictionary(job => job.Name);
    private int _clashes;

    [Fact]
    public async Task On_real_threads_no_store_is_changed_twice_at_a_time_and_every_job_gets_its_turn()
    {
        var time = new TestTime();
        using var stop = new CancellationTokenSource();
        var scheduler = new Scheduler(_jobs.Values, new SchedulerParts(this, this, this, Log.Silent, time));
        var ended = scheduler.RunAsync(stop.Token);
        var commands = new List<Task>();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        // The clock here may run ahead of the machine's threads: it goes on until every job had its turns.
        for (var i = 0; i < 2000 || (_jobs.Keys.Any(job => _runs.GetValueOrDefault(job) <= 3) && !patience.IsCancellationRequested); i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (i < 2000 && i % 50 == 0) commands.Add(scheduler.RunNowAsync("d", Scope.All, null, TestContext.Current.CancellationToken));
            if (i < 2000 && i % 70 == 0) commands.Add(Task.Run(async () => (await scheduler.ReserveAsync(["1", "3"], TestContext.Current.CancellationToken)).Dispose(), TestContext.Current.CancellationToken));
            if (i % 90 == 0) scheduler.Pause("e");
            if (i % 90 == 45) scheduler.Resume("e");
            await Task.Yield();
        }
        await Eventually.SoonAsync(Task.WhenAll(commands), "all commands to end");
        await stop.CancelAsync();
        await Eventually.SoonAsync(ended, "the scheduler to end");
        Assert.Equal(0, _clashes);
        Assert.All(_jobs.Keys, job => Assert.True(_runs.GetValueOrDefault(job) > 3, $"{job} ran {_runs.GetValueOrDefault(job)} times"));
    }

    private async Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation)
    {
        foreach (var store in _jobs[start.Job].Mutates)
        {
            if (_inStore.AddOrUpdate(store, 1, (_, count) => count + 1) > 1) Interlocked.Increment(ref _clashes);
        }
        for (var i = 0; i < 5; i++) await Task.Yield();
        foreach (var store in _jobs[start.Job].Mutates) _inStore.AddOrUpdate(store, 0, (_, count) => count - 1);
        _runs.AddOrUpdate(start.Job, 1, (_, count) => count + 1);
        return new JobEnd(true, false, "");
    }

    ValueTask<IStoreWatcher?> IWatchSource.OpenAsync(string store, CancellationToken cancellation) => ValueTask.FromResult<IStoreWatcher?>(null);

    JobSwitch IJobSwitches.Load(string job) => JobSwitch.On;

    void IJobSwitches.Save(string job, JobSwitch state) => Assert.Equal("e", job);

    Task<JobEnd> IJobRunner.RunAsync(JobStart start, CancellationToken cancellation) => RunAsync(start, cancellation);

    private static ScheduledJob Job(string name, params string[] stores) => new() { Name = name, Every = TimeSpan.FromSeconds(5), Mutates = stores };
}
