namespace Holdfast.Daemon.Timing;

/// <summary>A part of some days of the week, by the clock.</summary>
/// <param name="Days">The days, bit 0 for Sunday; those on which it begins.</param>
/// <param name="From">Minutes after midnight at which it begins.</param>
/// <param name="To">Minutes after midnight at which it ends; not more than <paramref name="From"/> for the next day's.</param>
internal sealed record TimeWindow(int Days, int From, int To)
{
    /// <summary>Whether a moment of the clock lies in it.</summary>
    public bool Covers(DateTime local)
    {
        var minute = (local.Hour * 60) + local.Minute;
        if (To > From) return On(local.DayOfWeek) && minute >= From && minute < To;
        return (On(local.DayOfWeek) && minute >= From) || (On(local.AddDays(-1).DayOfWeek) && minute < To);
    }

    /// <summary>The moments of a day at which it may begin or end.</summary>
    public IEnumerable<DateTime> Edges(DateTime date) => [date.AddMinutes(From), date.AddMinutes(To)];

    private bool On(DayOfWeek day) => (Days & (1 << (int)day)) != 0;
}

/// <summary>When something may be done. Pure; no window at all means always.</summary>
/// <param name="Windows">The windows.</param>
/// <param name="Zone">Whose clock they mean.</param>
internal sealed record TimeWindows(IReadOnlyList<TimeWindow> Windows, TimeZoneInfo Zone)
{
    // Every window comes round within a week.
    private const int Days = 8;

    /// <summary>Whether it may be done at a moment.</summary>
    public bool IsOpen(DateTimeOffset moment) => Windows.Count == 0 || Windows.Any(window => window.Covers(TimeZoneInfo.ConvertTime(moment, Zone).DateTime));

    /// <summary>The first moment from one on at which it may be done.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset moment) => IsOpen(moment) ? moment : Edges(moment).FirstOrDefault(IsOpen, moment);

    /// <summary>When it may no longer be done, from a moment on at which it may; null for never.</summary>
    public DateTimeOffset? Closes(DateTimeOffset moment) => Edges(moment).Where(edge => !IsOpen(edge)).Select(edge => (DateTimeOffset?)edge).FirstOrDefault();

    private IEnumerable<DateTimeOffset> Edges(DateTimeOffset moment)
    {
        var today = TimeZoneInfo.ConvertTime(moment, Zone).Date;
        return Enumerable.Range(0, Days + 1).SelectMany(day => Windows.SelectMany(window => window.Edges(today.AddDays(day)))).Select(Moment).Where(edge => edge > moment).Order();
    }

    // An hour that a change of the clock leaves out begins when it ends.
    private DateTimeOffset Moment(DateTime local)
    {
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }
}
