using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine.Planning;

[Trait("row", "D2")]
public sealed class RetentionPlannerTests
{
    // A Saturday.
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 15, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("last 2", "a b C D")]
    [InlineData("days 3", "a b C D")]
    [InlineData("days 40", "A B C D")]
    [InlineData("daily 1", "a b C d")]
    [InlineData("daily 3", "a b C d")]
    [InlineData("weekly 1", "a B c d")]
    [InlineData("monthly 1", "A b c d")]
    [InlineData("yearly 1", "a b c d")]
    [InlineData("last 1, weekly 1", "a B c D")]
    [InlineData("none", "A B C D")]
    public void A_rule_keeps_what_it_speaks_of_and_nothing_else(string rules, string expected)
    {
        // a stood over the end of October, b over the last Sunday, c over midnight of the day before yesterday and of last night, d since this morning.
        VersionSpan[] versions = [Span("2026-10-20 10:00", "2026-11-05 10:00"), Span("2026-11-05 10:00", "2026-11-17 10:00"), Span("2026-11-18 10:00", "2026-11-21 08:00"), Span("2026-11-21 08:00", "2026-11-21 12:00")];
        var keeps = new RetentionPlanner(Parse(rules), Now, TimeZoneInfo.Utc).Keeps(versions, stands: true);
        Assert.Equal(expected, string.Join(' ', keeps.Select((keep, i) => ((char)((keep ? 'A' : 'a') + i)).ToString())));
    }

    [Fact]
    public void The_newest_of_a_file_that_no_longer_stands_goes_in_the_end()
    {
        var planner = new RetentionPlanner(new KeepRules { Last = 5, Daily = 7 }, Now, TimeZoneInfo.Utc);
        VersionSpan[] versions = [Span("2026-01-01 00:00", "2026-02-01 00:00")];
        Assert.Equal([true], planner.Keeps(versions, stands: true));
        Assert.Equal([false], planner.Keeps(versions, stands: false));
    }

    [Fact]
    public void Days_are_those_of_the_zone()
    {
        VersionSpan[] versions = [Span("2026-11-20 22:30", "2026-11-20 23:30")];
        Assert.Equal([false], new RetentionPlanner(new KeepRules { Daily = 1 }, Now, TimeZoneInfo.Utc).Keeps(versions, stands: true));
        Assert.Equal([true], new RetentionPlanner(new KeepRules { Daily = 1 }, Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Keeps(versions, stands: true));
    }

    [Fact]
    public void A_version_whose_beginning_nobody_knows_counts_as_having_stood_always() =>
        Assert.Equal([true], new RetentionPlanner(new KeepRules { Yearly = 3 }, Now, TimeZoneInfo.Utc).Keeps([new VersionSpan(0, Seconds("2026-03-01 00:00"))], stands: false));

    [Fact]
    public void What_stood_at_the_end_of_each_kept_day_week_month_and_year_can_be_given_back() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var rules = new KeepRules { Daily = 7, Weekly = 4, Monthly = 12, Yearly = 3 };
        var keeps = new RetentionPlanner(rules, Now, TimeZoneInfo.Utc).Keeps(history, stands: true);
        var ends = Ends();
        return ends.All(end => history.Select((span, i) => (span, Kept: keeps[i])).Where(one => one.span.From <= end && end < one.span.Until).All(one => one.Kept))
            && history.Select((span, i) => (span, Kept: keeps[i])).All(one => one.Kept == ends.Any(end => one.span.From <= end && end < one.span.Until));
    }).Check(Chance.Try(2000));

    [Fact]
    public void More_rules_never_keep_less_and_what_is_let_go_stays_let_go() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var less = Keeps(new KeepRules { Daily = 3 }, history, Now);
        var more = Keeps(new KeepRules { Daily = 3, Last = 2, For = TimeSpan.FromDays(9), Monthly = 2 }, history, Now);
        // What no rule by days and moments wants today none of them wants tomorrow: thinning once is as good as thinning at last.
        var aged = new KeepRules { For = TimeSpan.FromDays(9) };
        var (today, tomorrow) = (Keeps(aged, history, Now), Keeps(aged, history, Now.AddDays(1)));
        return less.Zip(more).All(pair => !pair.First || pair.Second) && today.Zip(tomorrow).All(pair => pair.First || !pair.Second);
    }).Check(Chance.Try(2000));

    private static Gen<VersionSpan[]> Histories { get; } = Gen.Choose(1, 400 * 24).ListOf().Select(hours =>
    {
        var moments = hours.Distinct().Order().Select(hour => Now.AddHours(-hour).ToUnixTimeSeconds()).Order().ToArray();
        return moments.Zip(moments.Skip(1)).Select(pair => new VersionSpan(pair.First, pair.Second)).ToArray();
    });

    private static IReadOnlyList<bool> Keeps(KeepRules rules, VersionSpan[] history, DateTimeOffset now) => new RetentionPlanner(rules, now, TimeZoneInfo.Utc).Keeps(history, stands: true);

    // Written out rather than computed, so that both cannot be wrong in one way.
    private static long[] Ends() =>
    [
        .. new[]
        {
            "2026-11-20", "2026-11-19", "2026-11-18", "2026-11-17", "2026-11-16", "2026-11-15", "2026-11-14", "2026-11-08", "2026-11-01", "2026-10-25",
            "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31", "2025-11-30", "2024-12-31", "2023-12-31",
        }.Select(day => Seconds(day + " 23:59") + 59),
    ];

    private static VersionSpan Span(string from, string until) => new(Seconds(from), Seconds(until));

    private static long Seconds(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    private static KeepRules Parse(string text)
    {
        var rules = new KeepRules();
        foreach (var part in text.Split(", "))
        {
            var number = part.Contains(' ', StringComparison.Ordinal) ? int.Parse(part.Split(' ')[1], CultureInfo.InvariantCulture) : 0;
            rules = part.Split(' ')[0] switch
            {
                "last" => rules with { Last = number },
                "days" => rules with { For = TimeSpan.FromDays(number) },
                "daily" => rules with { Daily = number },
                "weekly" => rules with { Weekly = number },
                "monthly" => rules with { Monthly = number },
                "yearly" => rules with { Yearly = number },
                _ => rules,
            };
        }
        return rules;
    }
}
