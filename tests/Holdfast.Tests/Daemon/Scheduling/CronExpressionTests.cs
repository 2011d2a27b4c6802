using Holdfast.Daemon.Scheduling;

namespace Holdfast.Tests.Daemon.Scheduling;

public sealed class CronExpressionTests
{
    private static readonly TimeZoneInfo Berlin = Zone(60, 60, new DateTime(1, 1, 1, 2, 0, 0), new DateTime(1, 1, 1, 3, 0, 0));

    [Theory]
    [InlineData("30 2 * * *", "2026-11-21T05:45:00Z", "2026-11-22T02:30:00Z")]
    [InlineData("*/15 * * * *", "2026-11-21T05:45:00Z", "2026-11-21T06:00:00Z")]
    [InlineData("*/15 * * * *", "2026-11-21T05:44:59.999Z", "2026-11-21T05:45:00Z")]
    [InlineData("0 9-17/4 * * mon-fri", "2026-11-21T05:45:00Z", "2026-11-23T09:00:00Z")]
    [InlineData("0 0 * * sat-sun", "2026-11-21T05:45:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-11-21T05:45:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 29 FEB *", "2026-11-21T05:45:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 13 * fri", "2026-11-12T05:45:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 13 * fri", "2026-11-13T05:45:00Z", "2026-11-20T00:00:00Z")]
    [InlineData("0 0 */10 * fri", "2026-11-12T05:45:00Z", "2026-12-11T00:00:00Z")]
    [InlineData("5,10,50-55 4 1 1,7 *", "2026-11-21T05:45:00Z", "2027-01-01T04:05:00Z")]
    [InlineData("@daily", "2026-11-21T05:45:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("@hourly", "2026-11-21T05:45:00Z", "2026-11-21T06:00:00Z")]
    [InlineData("@weekly", "2026-11-21T05:45:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("@monthly", "2026-11-21T05:45:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("@yearly", "2026-11-21T05:45:00Z", "2027-01-01T00:00:00Z")]
    public void The_next_time_is_the_one_cron_would_take(string expression, string after, string next) =>
        Assert.Equal(At(next), CronExpression.Parse(expression).Next(At(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("", 1, "minute is missing")]
    [InlineData("1 2 3", 6, "month is missing")]
    [InlineData("60 * * * *", 1, "minute from 0 to 59, not '60'")]
    [InlineData("1 24 * * *", 3, "hour from 0 to 23")]
    [InlineData("1 2 0 * *", 5, "day of month from 1 to 31")]
    [InlineData("1 2 3 foo *", 7, "month from 1 to 12 or jan to dec")]
    [InlineData("1 2 3 4 8", 9, "day of week from 0 to 7 or sun to sat")]
    [InlineData("1,,2 * * * *", 3, "minute is missing")]
    [InlineData("1, * * * *", 3, "minute is missing")]
    [InlineData("5/10 * * * *", 2, "a step needs a range")]
    [InlineData("*/0 * * * *", 3, "expected a step from 1 to 59")]
    [InlineData("*/-1 * * * *", 3, "expected a step")]
    [InlineData("0 22-6 * * *", 3, "22-23,0-6")]
    [InlineData("0 0 1 1 * *", 11, "none for seconds")]
    [InlineData("0 0 30 2 *", 1, "no such date ever comes")]
    [InlineData("@fortnightly", 1, "expected @yearly")]
    [InlineData("@reboot", 1, "not needed")]
    [InlineData("+1 * * * *", 1, "not '+1'")]
    public void What_cannot_be_read_is_named_with_its_column(string expression, int column, string problem)
    {
        var error = Assert.Throws<CronException>(() => CronExpression.Parse(expression));
        Assert.Equal(column, error.Column);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_skipped_time_is_due_once_right_after_the_gap()
    {
        var cron = CronExpression.Parse("*/20 2 * * *");
        var first = cron.Next(At("2026-03-28T12:00:00Z"), Berlin);
        Assert.Equal(At("2026-03-29T01:00:00Z"), first);
        Assert.Equal(At("2026-03-30T00:00:00Z"), cron.Next(first!.Value, Berlin));
    }

    [Fact]
    public void A_repeated_time_is_due_once()
    {
        var cron = CronExpression.Parse("30 2 * * *");
        var first = cron.Next(At("2026-10-24T12:00:00Z"), Berlin);
        Assert.Equal(At("2026-10-25T00:30:00Z"), first);
        Assert.Equal(At("2026-10-26T01:30:00Z"), cron.Next(first!.Value, Berlin));
    }

    [Fact]
    public void An_expression_for_every_hour_goes_on_through_a_repeated_hour()
    {
        var cron = CronExpression.Parse("30 * * * *");
        var at = At("2026-10-25T00:00:00Z");
        for (var i = 0; i < 4; i++)
        {
            var next = cron.Next(at, Berlin)!.Value;
            Assert.Equal(At("2026-10-25T00:30:00Z").AddHours(i), next);
            at = next;
        }
    }

    [Fact]
    public void The_systems_own_zones_are_understood()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(At("2026-03-29T01:00:00Z"), CronExpression.Parse("30 2 * * *").Next(At("2026-03-28T12:00:00Z"), zone));
    }

    [Theory]
    [InlineData(60, 60, 2, 3)]
    [InlineData(-300, 60, 2, 2)]
    [InlineData(600, 30, 2, 2)]
    [InlineData(-180, 60, 0, 0)]
    [InlineData(330, 0, 2, 2)]
    public void It_agrees_with_a_search_minute_by_minute(int offset, int saving, int forwardHour, int backHour)
    {
        var seed = Chance.Seed;
        var random = new Random(seed);
        var zone = saving == 0 ? Zone(offset, 0, default, default) : Zone(offset, saving, new DateTime(1, 1, 1, forwardHour, 0, 0), new DateTime(1, 1, 1, backHour, 0, 0));
        string[] starts = ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z", "2026-12-30T00:00:00Z"];
        for (var i = 0; i < 120; i++)
        {
            var text = RandomExpression(random);
            var cron = CronExpression.Parse(text);
            var after = At(starts[random.Next(starts.Length)]).AddSeconds(random.Next(2 * 86400));
            var naive = Naive(cron, after, zone, TimeSpan.FromDays(3));
            var next = cron.Next(after, zone);
            if (naive is null) Assert.True(next > after.AddDays(3) - TimeSpan.FromMinutes(1), $"seed {seed}: '{text}' after {after:O} in {zone.Id}: {next:O}, the search found nothing");
            else Assert.True(naive == next, $"seed {seed}: '{text}' after {after:O} in {zone.Id}: {next:O}, the search found {naive:O}");
        }
    }

    // Knows nothing but which local time a moment has: a gap is where the local clock jumps, a repeat where it was seen before.
    private static DateTimeOffset? Naive(CronExpression cron, DateTimeOffset after, TimeZoneInfo zone, TimeSpan limit)
    {
        var start = new DateTimeOffset(after.Year, after.Month, after.Day, after.Hour, after.Minute, 0, TimeSpan.Zero);
        var seen = new HashSet<DateTime>();
        var previous = Local(start.AddHours(-4), zone);
        for (var at = start.AddHours(-4); at < start + limit; at = at.AddMinutes(1))
        {
            var local = Local(at, zone);
            var repeated = !seen.Add(local);
            var due = cron.Matches(local) && (cron.EveryHour || !repeated);
            for (var skipped = previous.AddMinutes(1); skipped < local; skipped = skipped.AddMinutes(1)) due |= !cron.EveryHour && cron.Matches(skipped);
            previous = local;
            if (due && at > after) return at;
        }
        return null;
    }

    private static string RandomExpression(Random random)
    {
        string Pick(params string[] choices) => choices[random.Next(choices.Length)];
        return string.Join(' ',
            Pick("*", "0", "30", "*/7", "*/20", "15,45", $"{random.Next(60)}", "10-20/3"),
            Pick("*", "*", "0", "1", "2", "3", "*/2", "1-3", "0-23", "23", $"{random.Next(24)}", "2,3"),
            Pick("*", "*", "*", "29", "25", "1-15", "*/2"),
            Pick("*", "*", "3,10", "mar-nov"),
            Pick("*", "*", "*", "sun", "1-5", "sat-sun"));
    }

    private static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    // Clocks go forward on the last Sunday of March and back on the last Sunday of October.
    private static TimeZoneInfo Zone(int offset, int saving, DateTime forward, DateTime back)
    {
        var id = $"{offset}+{saving}";
        if (saving == 0) return TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromMinutes(offset), id, id);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromMinutes(saving),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(forward, 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(back, 10, 5, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromMinutes(offset), id, id, id, [rule]);
    }
}
