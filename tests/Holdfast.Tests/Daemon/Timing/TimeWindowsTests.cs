using System.Globalization;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Timing;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Timing;

[Trait("row", "N16")]
public sealed class TimeWindowsTests
{
    // 2026-11-21 is a Saturday.
    [Theory]
    [InlineData("22:00-06:00", "2026-11-21 23:00", "2026-11-21 23:00", "2026-11-22 06:00")]
    [InlineData("22:00-06:00", "2026-11-21 05:59", "2026-11-21 05:59", "2026-11-21 06:00")]
    [InlineData("22:00-06:00", "2026-11-21 06:00", "2026-11-21 22:00", "2026-11-22 06:00")]
    [InlineData("mon-fri 20:00-07:00", "2026-11-21 06:00", "2026-11-21 06:00", "2026-11-21 07:00")]
    [InlineData("mon-fri 20:00-07:00", "2026-11-21 12:00", "2026-11-23 20:00", "2026-11-24 07:00")]
    [InlineData("sat,sun 00:00-24:00", "2026-11-21 12:00", "2026-11-21 12:00", "2026-11-23 00:00")]
    [InlineData("fri-mon 10:00-11:00", "2026-11-24 10:30", "2026-11-27 10:00", "2026-11-27 11:00")]
    [InlineData("08:00-12:00 & 12:00-16:00", "2026-11-21 09:00", "2026-11-21 09:00", "2026-11-21 16:00")]
    public void A_window_opens_and_closes_by_the_clock(string windows, string at, string opens, string closes)
    {
        var all = Windows(windows, TimeZoneInfo.Utc);
        var open = all.NextOpen(Moment(at));
        Assert.Equal((Moment(opens), Moment(closes)), (open, all.Closes(open)));
    }

    [Fact]
    public void No_window_is_always_and_the_whole_week_never_closes()
    {
        Assert.True(new TimeWindows([], TimeZoneInfo.Utc).IsOpen(Moment("2026-11-21 03:00")));
        Assert.Null(new TimeWindows([], TimeZoneInfo.Utc).Closes(Moment("2026-11-21 03:00")));
        Assert.Null(Windows("00:00-24:00", TimeZoneInfo.Utc).Closes(Moment("2026-11-21 03:00")));
    }

    [Fact]
    public void The_clock_is_that_of_the_zone_also_on_the_day_it_is_changed()
    {
        var berlin = Windows("02:30-04:00", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(Moment("2026-03-29 01:00"), berlin.NextOpen(Moment("2026-03-28 23:30")));
        Assert.Equal(Moment("2026-03-29 02:00"), berlin.Closes(Moment("2026-03-29 01:00")));
    }

    [Theory]
    [InlineData("25:00-26:00")]
    [InlineData("8:00-9:00")]
    [InlineData("funday 08:00-09:00")]
    [InlineData("08:00")]
    public void What_is_no_part_of_the_week_is_refused(string text) => Assert.Null(WindowShape.Read(text));

    [Fact]
    public async Task Bytes_go_as_fast_as_the_timetable_says_at_that_moment()
    {
        var time = new TestTime(Moment("2026-11-23 17:59"));
        var pace = new Pace([PaceShape.Read("mon-fri 08:00-18:00 1K")!, PaceShape.Read("unlimited")!], TimeZoneInfo.Utc, time);
        await pace.TakeAsync(1024, TestContext.Current.CancellationToken);
        var rest = pace.TakeAsync(10 * 1024, TestContext.Current.CancellationToken).AsTask();
        Assert.False(rest.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(rest.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.SoonAsync(rest, "the bytes to go");

        var more = pace.TakeAsync(1 << 30, TestContext.Current.CancellationToken).AsTask();
        Assert.False(more.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.SoonAsync(more, "the limit to end at six");
    }

    private static TimeWindows Windows(string text, TimeZoneInfo zone) => new([.. text.Split(" & ").Select(part => WindowShape.Read(part)!)], zone);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
