using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Scheduling;

public sealed class SchedulerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("row", "L1")]
    public void Every_job_makes_a_full_pass_at_the_start_and_then_by_its_interval()
    {
        using var stage = new SchedulerStage(Job("a") with { Every = Minute }, new ScheduledJob { Name = "by-hand" }).Begin();
        Assert.Equal(["a Boot all"], stage.Fresh());
        stage.Advance(20);
        stage.Succeed("a");
        stage.Advance(39);
        Assert.Empty(stage.Fresh());
        stage.Advance(1);
        Assert.Equal(["a Schedule all"], stage.Fresh());
    }

    [Fact]
    public void A_run_that_takes_longer_than_its_interval_is_followed_by_one_run_and_not_joined_by_another()
    {
        using var stage = new SchedulerStage(Job("a") with { Every = Minute }).Begin();
        stage.Advance(600);
        Assert.Equal(["a Boot all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Equal(["a Schedule all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Empty(stage.Fresh());
    }

    [Fact]
    public void A_cron_job_runs_at_its_times_and_a_missed_one_once()
    {
        using var stage = new SchedulerStage(Job("a") with { Cron = CronExpression.Parse("30 * * * *"), AtStart = false }).Begin();
        Assert.Empty(stage.Fresh());
        stage.Advance(1800);
        Assert.Equal(["a Schedule all"], stage.Fresh());
        stage.Advance(3 * 3600);
        stage.Succeed("a");
        Assert.Equal(["a Schedule all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Empty(stage.Fresh());
        Assert.Equal(SchedulerStage.Noon.AddHours(4).AddMinutes(30), stage.Status("a").NextDue);
    }

    [Fact]
    public void Jobs_that_change_one_store_wait_in_order_and_others_do_not()
    {
        using var stage = new SchedulerStage(Job("a", "s1"), Job("b", "s1", "s2"), Job("c", "s2"), Job("d", "s3")).Begin();
        Assert.Equal(["a Boot all", "d Boot all"], stage.Fresh());
        Assert.Equal(["running", "waiting", "waiting", "running"], stage.Scheduler.Snapshot().Select(status => status.State));
        stage.Succeed("a");
        Assert.Equal(["b Boot all"], stage.Fresh());
        stage.Succeed("b");
        Assert.Equal(["c Boot all"], stage.Fresh());
    }

    [Fact]
    public void A_job_that_reads_a_store_does_not_keep_another_from_changing_it()
    {
        using var stage = new SchedulerStage(Job("mirror", "legacy") with { Reads = ["lab"] }, Job("permissions", "lab")).Begin();
        Assert.Equal(["mirror Boot all", "permissions Boot all"], stage.Fresh());
    }

    [Fact]
    public void A_job_runs_after_all_its_predecessors_succeeded()
    {
        using var stage = new SchedulerStage(Job("a", "1"), Job("b", "2"), Job("c", "3") with { Every = null, After = ["a", "b"] }).Begin();
        stage.Fresh();
        stage.Succeed("a");
        Assert.Empty(stage.Fresh());
        stage.Fail("b");
        Assert.Empty(stage.Fresh());
        stage.Advance(3600);
        stage.Succeed("b");
        Assert.Equal(["a Schedule all", "b Schedule all", "c After all"], stage.Fresh());
        stage.Succeed("a");
        stage.Succeed("c");
        Assert.Empty(stage.Fresh());
    }

    [Fact]
    public void Chains_that_can_never_begin_are_refused()
    {
        Assert.Contains("which is no job", Refusal(Job("a") with { After = ["x"] }), StringComparison.Ordinal);
        Assert.Contains("b after c after b", Refusal(Job("a") with { After = ["b"] }, Job("b") with { After = ["c"] }, Job("c") with { After = ["b"] }), StringComparison.Ordinal);
        Assert.Contains("two jobs are called 'a'", Refusal(Job("a"), Job("a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_throws_is_logged_and_tried_again_later_and_later_while_the_others_go_on()
    {
        using var stage = new SchedulerStage(Job("bad", "1") with { Every = TimeSpan.FromSeconds(10) }, Job("good", "2") with { Every = TimeSpan.FromSeconds(10) }).Begin();
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            stage.Throw("bad", new InvalidOperationException("disk on fire"));
            var since = stage.Time.GetUtcNow();
            while (stage.Running.All(run => run.Start.Job != "bad"))
            {
                stage.Advance(10);
                if (stage.Running.Any(run => run.Start.Job == "good")) stage.Succeed("good");
            }
            waits.Add((stage.Time.GetUtcNow() - since).TotalSeconds);
        }
        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600], waits);
        Assert.Contains(stage.Ring.Last(2000), line => line.Area == "bad" && line.Fields.Any(field => Equals(field.Value, "disk on fire")));
        Assert.Equal(9, stage.Status("bad").Failures);
        stage.Succeed("bad");
        Assert.Equal((0, "idle", "succeeded"), (stage.Status("bad").Failures, stage.Status("bad").State, stage.Status("bad").LastResult));
        Assert.True(stage.Started.Count(run => run.StartsWith("good", StringComparison.Ordinal)) > 500);
    }

    [Fact]
    [Trait("row", "C4")]
    public void A_store_that_is_back_makes_its_jobs_run_at_once_and_no_others()
    {
        using var stage = new SchedulerStage(Job("a", "disk"), Job("b", "nas"), Job("c") with { Reads = ["disk"] }, new ScheduledJob { Name = "by-hand", Reads = ["disk"] }, Job("held", "other") with { Reads = ["disk"] }).Begin();
        foreach (var job in new[] { "a", "b", "c", "held" }) stage.Throw(job, new InvalidOperationException("not there"));
        stage.Scheduler.Pause("held");
        stage.Fresh();
        stage.Advance(1);
        Assert.Empty(stage.Fresh());
        stage.Scheduler.StoreIsBack("disk");
        Assert.Equal(["a Command all", "c Command all"], stage.Fresh());
    }

    [Fact]
    [Trait("row", "C4")]
    public void A_job_whose_store_is_away_waits_at_its_pace_and_goes_on_at_once_when_that_is_back()
    {
        using var stage = new SchedulerStage(Job("a", "usb") with { Every = TimeSpan.FromMinutes(5) }).Begin();
        for (var i = 0; i < 5; i++)
        {
            stage.Wait("a");
            Assert.Equal(("waiting", 0, "store usb is away", null), (stage.Status("a").State, stage.Status("a").Failures, stage.Status("a").Summary, stage.Status("a").LastResult));
            stage.Fresh();
            stage.Advance(5 * 60);
            Assert.Equal(["a Schedule all"], stage.Fresh());
        }
        stage.Wait("a");
        stage.Scheduler.StoreIsBack("usb");
        Assert.Equal(["a Command all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Equal(("idle", "succeeded"), (stage.Status("a").State, stage.Status("a").LastResult));
    }

    [Fact]
    [Trait("row", "C4")]
    public void What_changes_while_a_store_is_away_starts_no_run_and_holds_up_none_that_follows()
    {
        using var stage = new SchedulerStage(
            new ScheduledJob { Name = "out", Mutates = ["usb"], Reads = ["lab"], Watches = ["lab"] },
            new ScheduledJob { Name = "next", Mutates = ["nas"], Reads = ["lab"], Watches = ["lab"], After = ["out"] }).Begin();
        stage.Wait("out");
        stage.Fresh();
        stage.Change("lab", "new");
        stage.Advance(4);
        Assert.Equal(["next Watch new"], stage.Fresh());
        Assert.Equal("waiting", stage.Status("out").State);
        stage.Scheduler.StoreIsBack("usb");
        Assert.Equal(["out Command all"], stage.Fresh());
    }

    [Fact]
    [Trait("row", "C4")]
    public void A_job_that_runs_by_command_alone_does_not_wait_for_a_store()
    {
        using var stage = new SchedulerStage(new ScheduledJob { Name = "by-hand", Mutates = ["usb"] }).Begin();
        stage.Do(() => _ = stage.Scheduler.RunNowAsync("by-hand", Scope.All, null, TestContext.Current.CancellationToken));
        stage.Wait("by-hand");
        Assert.Equal("idle", stage.Status("by-hand").State);
    }

    [Fact]
    [Trait("row", "D5")]
    public void A_paused_job_ends_its_run_and_begins_no_other_until_it_is_resumed()
    {
        using var stage = new SchedulerStage(Job("a") with { Every = Minute }).Begin();
        stage.Do(() => stage.Scheduler.Pause("a"));
        Assert.False(stage.Of("a").Cancellation.IsCancellationRequested);
        stage.Succeed("a");
        stage.Advance(600);
        Assert.Equal(["a Boot all"], stage.Fresh());
        Assert.Equal(("paused", JobSwitch.Paused), (stage.Status("a").State, stage.Switches["a"]));
        stage.Do(() => stage.Scheduler.Resume("a"));
        Assert.Equal(["a Schedule all"], stage.Fresh());
    }

    [Fact]
    [Trait("row", "D5")]
    public void A_stopped_job_is_cancelled_stays_stopped_over_a_restart_and_starts_with_a_full_pass()
    {
        using var stage = new SchedulerStage(Job("a") with { Every = Minute }).Begin();
        stage.Do(() => stage.Scheduler.Stop("a"));
        var run = stage.Of("a");
        Assert.True(run.Cancellation.IsCancellationRequested);
        stage.Throw("a", new OperationCanceledException(run.Cancellation));
        Assert.Equal(("stopped", "cancelled", 0), (stage.Status("a").State, stage.Status("a").LastResult, stage.Status("a").Failures));
        stage.Advance(600);
        Assert.Single(stage.Fresh());
        stage.Do(() => stage.Scheduler.Start("a"));
        Assert.Equal(["a Command all"], stage.Fresh());
        Assert.Throws<KeyNotFoundException>(() => stage.Scheduler.Stop("nobody"));
        Assert.DoesNotContain("nobody", stage.Switches.Keys);
    }

    [Fact]
    public async Task A_command_waits_for_the_store_and_is_told_how_its_run_ended()
    {
        using var stage = new SchedulerStage(Job("a", "s"), new ScheduledJob { Name = "b", Mutates = ["s"] }).Begin();
        Task<JobEnd>? asked = null;
        stage.Do(() => asked = stage.Scheduler.RunNowAsync("b", Scope.All, null, CancellationToken.None));
        Assert.Equal(["a Boot all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Equal(["b Command all"], stage.Fresh());
        stage.Fail("b", needsApproval: true);
        Assert.True((await asked!).NeedsApproval);
        Assert.Equal("needs-approval", stage.Status("b").State);
    }

    [Fact]
    public async Task A_command_that_is_taken_back_never_runs_and_one_that_runs_is_cancelled()
    {
        using var stage = new SchedulerStage(Job("a", "s"), new ScheduledJob { Name = "b", Mutates = ["s"] }).Begin();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        Task<JobEnd>? waiting = null, running = null;
        stage.Do(() => waiting = stage.Scheduler.RunNowAsync("b", Scope.All, null, first.Token));
        stage.Do(() => running = stage.Scheduler.RunNowAsync("b", Scope.All, async (_, token) =>
        {
            var never = new TaskCompletionSource<JobEnd>();
            await using var registration = token.Register(() => never.SetCanceled(token));
            return await never.Task;
        }, second.Token));
        stage.Do(first.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting!);
        stage.Succeed("a");
        Assert.Equal("running", stage.Status("b").State);
        stage.Do(second.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running!);
        Assert.Equal("cancelled", stage.Status("b").LastResult);
        Assert.Equal(["a Boot all"], stage.Fresh());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_look_at_a_job_changes_neither_how_it_stands_nor_when_it_runs_next(bool succeeded)
    {
        using var stage = new SchedulerStage(Job("a", "s") with { Every = 10 * Minute }, new ScheduledJob { Name = "b", Mutates = ["t"], After = ["a"] }).Begin();
        if (succeeded) stage.Succeed("a");
        else stage.Fail("a");
        stage.Advance(1);
        if (succeeded) stage.Succeed("b");
        stage.Fresh();
        var before = stage.Status("a");
        stage.Advance(5);

        await LookAsync(stage, _ => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => LookAsync(stage, _ => throw new InvalidOperationException("no")));
        stage.Advance(1);

        Assert.Equal(before, stage.Status("a"));
        Assert.Empty(stage.Fresh());
    }

    [Fact]
    public async Task A_look_at_a_job_that_is_cancelled_leaves_no_trace()
    {
        using var stage = new SchedulerStage(Job("a", "s")).Begin();
        stage.Succeed("a");
        var before = stage.Status("a");
        using var taken = new CancellationTokenSource();
        Task? look = null;
        stage.Do(() => look = stage.Scheduler.LookNowAsync("a", token => Task.Delay(Timeout.InfiniteTimeSpan, token), taken.Token));
        Assert.Equal(("running", "plan"), (stage.Status("a").State, stage.Status("a").Trigger));

        await taken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => look!);
        Assert.Equal(before, stage.Status("a"));
    }

    private static Task LookAsync(SchedulerStage stage, Func<CancellationToken, Task> body)
    {
        Task? look = null;
        stage.Do(() => look = stage.Scheduler.LookNowAsync("a", body, CancellationToken.None));
        return look!;
    }

    [Fact]
    public async Task A_reserved_store_is_kept_free_of_runs_until_it_is_given_back()
    {
        using var stage = new SchedulerStage(Job("a", "s") with { Every = Minute }).Begin();
        Task<IDisposable>? asked = null;
        stage.Do(() => asked = stage.Scheduler.ReserveAsync(["s"], CancellationToken.None));
        Assert.False(asked!.IsCompleted);
        stage.Succeed("a");
        var reserved = await asked;
        stage.Advance(300);
        Assert.Equal(["a Boot all"], stage.Fresh());
        stage.Do(reserved.Dispose);
        Assert.Equal(["a Schedule all"], stage.Fresh());
    }

    [Fact]
    public async Task When_it_ends_it_cancels_the_runs_under_way_and_waits_for_them()
    {
        using var stage = new SchedulerStage(Job("a", "1"), Job("b", "2") with { Watches = ["lab"] }).Begin();
        stage.Succeed("b");
        var run = stage.Of("a");
        stage.Close();
        Assert.True(run.Cancellation.IsCancellationRequested);
        Assert.False(stage.Ended!.IsCompleted);
        stage.Throw("a", new OperationCanceledException(run.Cancellation));
        await stage.Ended;
        Assert.True(stage.Watchers["lab"]!.IsDisposed);
        stage.Advance(7200);
        Assert.Equal(2, stage.Started.Count);
    }

    private static ScheduledJob Job(string name, params string[] mutates) => new() { Name = name, Every = TimeSpan.FromHours(1), Mutates = mutates };

    private static string Refusal(params ScheduledJob[] jobs) => Assert.Throws<ArgumentException>(() => new SchedulerStage(jobs)).Message;
}
