using Holdfast.Daemon.Scheduling;

namespace Holdfast.Tests.Daemon.Scheduling;

public sealed class SchedulerWatchTests
{
    [Fact]
    [Trait("row", "L2")]
    public void A_change_is_handled_within_two_seconds_and_its_settle_time()
    {
        using var stage = Watched();
        stage.Change("lab", "x");
        stage.Advance(0.4);
        stage.Change("lab", "y");
        Assert.Empty(stage.Fresh());
        stage.Advance(0.7);
        Assert.Equal(["a Watch x,y"], stage.Fresh());
    }

    [Fact]
    public void Changes_that_never_end_are_handled_all_the_same()
    {
        using var stage = Watched();
        var handled = 0;
        for (var i = 0; i < 300; i++)
        {
            stage.Change("lab", $"f{i}");
            stage.Advance(0.1);
            if (!stage.Running.Any()) continue;
            handled++;
            stage.Succeed("a");
        }
        Assert.InRange(handled, 8, 12);
    }

    [Fact]
    [Trait("row", "L18")]
    public void With_a_healthy_watcher_ticks_do_nothing_until_the_rescan()
    {
        using var stage = Watched();
        stage.Advance(3599);
        Assert.Empty(stage.Fresh());
        stage.Advance(1);
        Assert.Equal(["a Schedule all"], stage.Fresh());
    }

    [Fact]
    [Trait("row", "L9")]
    public void A_watched_job_tells_its_next_rescan_beside_what_it_runs_for_before()
    {
        using var stage = Watched();
        var rescan = SchedulerStage.Noon.AddHours(1);
        Assert.Equal((rescan, rescan), (stage.Status("a").NextDue, stage.Status("a").NextRescan));

        stage.Change("lab", "x");
        stage.Advance(0.2);
        Assert.Equal(rescan, stage.Status("a").NextRescan);
        Assert.True(stage.Status("a").NextDue < rescan);

        // While it runs nothing is due; after a failure changes wait, so nothing is promised of them.
        stage.Advance(1);
        Assert.Null(stage.Status("a").NextRescan);
        stage.Fail("a");
        Assert.Null(stage.Status("a").NextRescan);
        Assert.Equal(stage.Time.GetUtcNow().AddSeconds(30), stage.Status("a").NextDue);
    }

    [Fact]
    public void Lost_events_lead_to_a_full_run_at_once()
    {
        using var stage = Watched();
        stage.Lose("lab");
        Assert.Equal(["a Watch all"], stage.Fresh());
    }

    [Fact]
    public void What_changes_during_a_run_is_handled_by_the_next()
    {
        using var stage = Watched();
        stage.Change("lab", "x");
        stage.Advance(1);
        stage.Change("lab", "y");
        stage.Advance(5);
        Assert.Equal(["a Watch x"], stage.Fresh());
        stage.Succeed("a");
        Assert.Equal(["a Watch y"], stage.Fresh());
    }

    [Fact]
    public void What_a_failed_run_should_have_handled_is_handled_later_together_with_what_is_new()
    {
        using var stage = Watched();
        stage.Change("lab", "x");
        stage.Advance(1);
        stage.Change("lab", "y");
        stage.Advance(1);
        stage.Fail("a");
        Assert.Equal(2, stage.Status("a").Dirty);
        stage.Advance(29);
        Assert.Equal(["a Watch x"], stage.Fresh());
        stage.Advance(1);
        Assert.Equal(["a Watch x,y"], stage.Fresh());
    }

    [Fact]
    public void Without_a_healthy_watcher_the_interval_counts_and_it_is_opened_again()
    {
        using var stage = new SchedulerStage(Job()) { Refusals = { ["lab"] = new IOException("not mounted") } }.Begin();
        Assert.Equal(["a Boot all"], stage.Fresh());
        stage.Succeed("a");
        Assert.Equal((false, "lab: not mounted"), (stage.Status("a").Watching, stage.Status("a").WatchTrouble));
        stage.Refusals.Clear();
        stage.Advance(60);
        // What happened before the watcher was there was seen by nobody.
        Assert.Equal(["a Watch all"], stage.Fresh());
        stage.Succeed("a");
        stage.Advance(600);
        Assert.Empty(stage.Fresh());
        Assert.Equal((true, null), (stage.Status("a").Watching, stage.Status("a").WatchTrouble));
    }

    [Fact]
    public void A_watcher_that_has_trouble_is_told_of_once_and_replaced_after_a_while()
    {
        using var stage = Watched();
        var watcher = stage.Watchers["lab"]!;
        (watcher.IsHealthy, watcher.Trouble) = (false, "raise fs.inotify.max_user_watches");
        stage.Lose("lab");
        stage.Succeed("a");
        Assert.Contains("max_user_watches", stage.Status("a").WatchTrouble, StringComparison.Ordinal);
        stage.Fresh();
        stage.Advance(300);
        Assert.Equal(["a Schedule all"], stage.Fresh());
        stage.Watchers.Remove("lab");
        stage.Succeed("a");
        for (var i = 0; i < 12; i++)
        {
            stage.Advance(60);
            if (stage.Running.Any()) stage.Succeed("a");
        }
        Assert.True(watcher.IsDisposed);
        Assert.NotSame(watcher, stage.Watchers["lab"]);
        Assert.True(stage.Status("a").Watching);
        Assert.Single(stage.Ring.Last(100), line => line.Message.StartsWith("changes may be missed", StringComparison.Ordinal));
        Assert.Single(stage.Ring.Last(100), line => line.Message == "changes are seen again");
    }

    [Fact]
    public void A_watcher_that_breaks_is_opened_again_and_everything_looked_at()
    {
        using var stage = Watched();
        var watcher = stage.Watchers["lab"]!;
        stage.Watchers.Remove("lab");
        stage.Do(() => watcher.Break(new IOException("unmounted")));
        Assert.Equal("lab: unmounted", stage.Status("a").WatchTrouble);
        Assert.True(watcher.IsDisposed);
        stage.Advance(60);
        Assert.Equal(["a Watch all"], stage.Fresh());
    }

    [Fact]
    public void A_store_that_cannot_be_watched_is_run_by_interval()
    {
        using var stage = new SchedulerStage(Job()) { Watchers = { ["lab"] = null } }.Begin();
        stage.Succeed("a");
        stage.Advance(300);
        Assert.Equal(["a Boot all", "a Schedule all"], stage.Fresh());
    }

    [Fact]
    public void One_watcher_serves_all_jobs_of_a_store_and_who_comes_after_waits_for_who_goes_before()
    {
        using var stage = new SchedulerStage(
            Job() with { Name = "permissions", Mutates = ["lab"] },
            Job() with { Name = "mirror", Reads = ["lab"], Mutates = ["legacy"], After = ["permissions"] }).Begin();
        stage.Succeed("permissions");
        stage.Succeed("mirror");
        Assert.Equal(["permissions Boot all", "mirror After all"], stage.Fresh());
        Assert.Single(stage.Watchers);
        stage.Change("lab", "x");
        stage.Advance(10);
        Assert.Equal(["permissions Watch x"], stage.Fresh());
        stage.Succeed("permissions");
        Assert.Equal(["mirror After x"], stage.Fresh());
        stage.Succeed("mirror");
        stage.Advance(100);
        Assert.Empty(stage.Fresh());
    }

    [Fact]
    public void When_who_goes_before_fails_what_changed_is_carried_all_the_same()
    {
        using var stage = new SchedulerStage(
            Job() with { Name = "permissions", Mutates = ["lab"] },
            Job() with { Name = "mirror", Reads = ["lab"], Mutates = ["legacy"], After = ["permissions"] }).Begin();
        stage.Succeed("permissions");
        stage.Succeed("mirror");
        stage.Change("lab", "x");
        stage.Advance(1);
        stage.Fresh();
        stage.Fail("permissions");
        Assert.Equal(["mirror Watch x"], stage.Fresh());
    }

    [Fact]
    public void A_paused_job_handles_what_changed_meanwhile_when_it_is_resumed()
    {
        using var stage = Watched();
        stage.Do(() => stage.Scheduler.Pause("a"));
        stage.Change("lab", "x");
        stage.Advance(60);
        Assert.Empty(stage.Fresh());
        stage.Do(() => stage.Scheduler.Resume("a"));
        Assert.Equal(["a Watch x"], stage.Fresh());
    }

    private static ScheduledJob Job() => new() { Name = "a", Every = TimeSpan.FromMinutes(5), Watches = ["lab"], Mutates = ["lab"] };

    private static SchedulerStage Watched()
    {
        var stage = new SchedulerStage(Job()).Begin();
        stage.Succeed("a");
        stage.Fresh();
        return stage;
    }
}
