using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Scheduling;

public sealed class DueRuleTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_due_time_is_the_first_minute_at_which_any_reason_holds()
    {
        var seed = Chance.Seed;
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var job = new ScheduledJob
            {
                Name = "a",
                Every = random.Next(3) == 0 ? null : TimeSpan.FromMinutes(random.Next(1, 180)),
                Cron = random.Next(2) == 0 ? null : CronExpression.Parse($"{random.Next(60)} {random.Next(24)} * * *"),
                Watches = random.Next(2) == 0 ? [] : ["lab"],
                Rescan = TimeSpan.FromMinutes(random.Next(1, 300)),
                Settle = TimeSpan.FromMinutes(random.Next(1, 5)),
            };
            var last = Since.AddMinutes(random.Next(1000));
            var dirt = random.Next(2) == 0 ? null : new Dirt(Scope.Of([new ScopeItem(TreePath.From("x"), false)]), last.AddMinutes(random.Next(60)), last.AddMinutes(60));
            var situation = new JobSituation
            {
                Since = Since,
                LastFull = last,
                IsWatched = random.Next(2) == 0,
                Cron = job.Cron?.Next(last, TimeZoneInfo.Utc),
                Dirt = dirt,
                NotBefore = random.Next(3) == 0 ? last.AddMinutes(random.Next(400)) : null,
            };
            var due = DueRule.Next(job, situation)?.At;
            Assert.True(due == Naive(job, situation), $"seed {seed}, round {i}: due {due:O}, the search found {Naive(job, situation):O}");
        }
    }

    [Fact]
    public void Nothing_makes_a_job_due_that_runs_by_hand() => Assert.Null(DueRule.Next(new ScheduledJob { Name = "a" }, new JobSituation { Since = Since }));

    [Fact]
    public void At_the_same_time_a_full_pass_goes_before_a_narrow_one()
    {
        var dirt = new Dirt(Scope.Of([new ScopeItem(TreePath.From("x"), false)]), Since, Since.AddMinutes(1).AddMilliseconds(-500));
        var due = DueRule.Next(new ScheduledJob { Name = "a", Every = TimeSpan.FromMinutes(1) }, new JobSituation { Since = Since, Dirt = dirt with { First = Since.AddMinutes(1).AddSeconds(-1) } });
        Assert.Equal(new Due(Since.AddMinutes(1), RunTrigger.Schedule, true), due);
    }

    [Fact]
    public void Very_many_names_are_the_whole_tree()
    {
        static Scope Names(string prefix) => Scope.Of(Enumerable.Range(0, 30_000).Select(i => new ScopeItem(TreePath.From($"{prefix}{i}"), false)));
        Assert.True(Dirt.Union(Names("a"), Names("b")).IsAll);
        Assert.Equal(30_000, Dirt.Union(Names("a"), Scope.Of([new ScopeItem(TreePath.From("a7"), false)])).Items!.Count);
    }

    [Fact]
    public void A_clock_set_back_does_not_silence_a_job()
    {
        var slot = new JobSlot(new ScheduledJob { Name = "a", Every = TimeSpan.FromMinutes(5), AtStart = false }, Since, JobSwitch.On);
        using var run = slot.Begin(slot.NextDue(Since.AddDays(2), false)!.Value, Since.AddDays(2), new CancellationTokenSource());
        slot.End(new JobEnd(true, false, ""), Since.AddDays(2));
        Assert.Equal(Since.AddMinutes(6), slot.NextDue(Since.AddMinutes(1), false)?.At);
        Assert.Equal(Since.AddMinutes(6), slot.NextDue(Since.AddMinutes(3), false)?.At);
    }

    private static DateTimeOffset? Naive(ScheduledJob job, JobSituation now)
    {
        for (var at = Since; at < Since.AddDays(3); at = at.AddMinutes(1))
        {
            var watching = job.Watches.Count > 0;
            var because = (job.Every is { } every && !(watching && now.IsWatched) && at >= now.LastFull + every)
                || (watching && (now.IsWatched || job.Every is null) && at >= now.LastFull + job.Rescan)
                || (job.Cron is not null && Enumerable.Range(0, Math.Max(0, (int)(at - now.LastFull!.Value).TotalMinutes + 1)).Any(m => m > 0 && job.Cron.Matches(now.LastFull!.Value.AddMinutes(m).UtcDateTime)))
                || (now.Dirt is { } dirt && (at >= dirt.Last + job.Settle || at >= dirt.First + TimeSpan.FromMinutes(Math.Max(job.Settle.TotalMinutes, 0.05))));
            if (because && !(at < now.NotBefore)) return at;
        }
        return null;
    }
}
