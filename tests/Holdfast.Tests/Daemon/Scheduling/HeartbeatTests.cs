using System.Net.Sockets;
using System.Text;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Scheduling;

/// <summary>The supervisor hears of the daemon for as long as its scheduler turns, and no longer.</summary>
public sealed class HeartbeatTests : IJobRunner, IWatchSource, IJobSwitches
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("row", "L1")]
    public async Task A_scheduler_turns_while_it_is_idle_while_a_run_takes_long_and_while_it_ends()
    {
        using var stage = new SchedulerStage(new ScheduledJob { Name = "a", Every = Minute }).Begin();
        AssertTurns(stage);
        stage.Close();
        AssertTurns(stage);
        Assert.False(stage.Ended!.IsCompleted);
        stage.Succeed("a");
        await Eventually.SoonAsync(stage.Ended, "the scheduler to end");
    }

    [Fact]
    [Trait("row", "L1")]
    public async Task A_scheduler_whose_timer_no_longer_fires_is_told_to_hang()
    {
        var time = new DeadTimers();
        using var stop = new CancellationTokenSource();
        var scheduler = new Scheduler([new ScheduledJob { Name = "a", Every = Minute }], new SchedulerParts(this, this, this, Log.Silent, time));
        var ended = scheduler.RunAsync(stop.Token);
        time.Clock.Advance(Minute / 2);
        Assert.True(scheduler.IsTurning);

        time.Clock.Advance(Minute);

        Assert.False(scheduler.IsTurning);
        await stop.CancelAsync();
        await Eventually.SoonAsync(ended, "the scheduler to end");
    }

    [Fact]
    [Trait("row", "L1")]
    public async Task The_watchdog_is_fed_at_every_interval_while_alive_and_not_otherwise()
    {
        using var directory = new TempDirectory();
        var path = Path.Combine(directory.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        using var supervisor = SystemdNotifier.From(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "60000000" }, 1);
        var (time, alive, asked) = (new TestTime(), true, 0);
        var news = new Eventually();
        using var stop = new CancellationTokenSource();

        var telling = supervisor.KeepTellingAsync(() => Ask(ref asked, alive, news), time, stop.Token);
        foreach (var (isAlive, fed) in new[] { (true, 2), (false, 2), (false, 2), (true, 3) })
        {
            alive = isAlive;
            var before = asked;
            time.Advance(TimeSpan.FromSeconds(30));
            await news.UntilAsync(() => Volatile.Read(ref asked) > before, "the next interval");
            while (_heard.Count < fed) _heard.Add(Receive(systemd));
        }
        await stop.CancelAsync();
        await Eventually.SoonAsync(telling, "the telling to end");

        Assert.All(_heard, told => Assert.Equal("WATCHDOG=1", told));
        Assert.Equal(0, systemd.Available);
    }

    private readonly List<string> _heard = [];

    private static bool Ask(ref int asked, bool alive, Eventually news)
    {
        Interlocked.Increment(ref asked);
        news.Notify();
        return alive;
    }

    private static string Receive(Socket socket)
    {
        socket.ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds;
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    private static void AssertTurns(SchedulerStage stage)
    {
        for (var second = 0; second < 600; second += 7)
        {
            stage.Advance(7);
            Assert.True(stage.Scheduler.IsTurning, $"after {second} s");
        }
    }

    Task<JobEnd> IJobRunner.RunAsync(JobStart start, CancellationToken cancellation) => Task.FromResult(new JobEnd(true, false, ""));

    ValueTask<IStoreWatcher?> IWatchSource.OpenAsync(string store, CancellationToken cancellation) => ValueTask.FromResult<IStoreWatcher?>(null);

    JobSwitch IJobSwitches.Load(string job) => JobSwitch.On;

    void IJobSwitches.Save(string job, JobSwitch state) => Assert.Fail($"{job} was switched to {state}");

    /// <summary>A clock that goes while its timers do not.</summary>
    private sealed class DeadTimers : TimeProvider
    {
        public TestTime Clock { get; } = new();

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

        public override long GetTimestamp() => Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new TestTime().CreateTimer(callback, state, dueTime, period);
    }
}
