namespace Holdfast.Daemon.Scheduling;

/// <summary>
/// A cron expression: minute, hour, day of month, month, day of week, each with names, ranges, steps and lists, or a name
/// such as <c>@daily</c>. When both day fields are restricted (written without <c>*</c>), either is enough.
/// </summary>
/// <remarks>
/// Where clocks are changed: a time that is skipped is due once, at the first moment after the gap; a time that comes twice
/// is due the first time only. An expression for every hour of the day means "so often", not "at that time": it is due
/// whenever the clock shows a minute it names, so that no hour goes without.
/// </remarks>
internal sealed class CronExpression
{
    // 29 February on a given weekday comes again within 40 years, over a century without leap day.
    private const int SearchDays = 41 * 366;

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;
    private readonly string _text;

    private CronExpression(string text, CronField[] fields)
    {
        _text = text;
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        EveryHour = _hours.Bits == (1UL << 24) - 1;
    }

    /// <summary>Whether it names every hour of the day.</summary>
    public bool EveryHour { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="CronException">It cannot be read, or names a date that never comes.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var expression = new CronExpression(text, ParseFields(text, Expand(text)));
        return expression.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null
            ? throw new CronException(text, 1, "no such date ever comes")
            : expression;
    }

    /// <summary>The first moment after <paramref name="after"/> at which it is due; null when there is none before the calendar ends.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        // The day before is looked at too: where clocks go back over midnight, yesterday's last hour comes after today's first.
        var day = TimeZoneInfo.ConvertTime(after, zone).Date;
        day = day == DateTime.MinValue.Date ? day : day.AddDays(-1);
        for (var i = 0; i < SearchDays && day < DateTime.MaxValue.Date.AddDays(-2); i++, day = day.AddDays(1))
        {
            if (!MatchesDay(day)) continue;
            var found = MomentsOf(day, zone).Where(moment => moment > after).ToList();
            if (found.Count == 0) continue;
            if (MatchesDay(day.AddDays(1))) found.AddRange(MomentsOf(day.AddDays(1), zone).Where(moment => moment > after));
            return found.Min();
        }
        return null;
    }

    /// <summary>Whether a local time is one the expression names.</summary>
    public bool Matches(DateTime local) => MatchesDay(local) && _hours.Contains(local.Hour) && _minutes.Contains(local.Minute);

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => _text;

    private bool MatchesDay(DateTime date)
    {
        if (!_months.Contains(date.Month)) return false;
        var (day, weekday) = (_days.Contains(date.Day), _weekdays.Contains((int)date.DayOfWeek));
        return _days.HasStar || _weekdays.HasStar ? day && weekday : day || weekday;
    }

    private IEnumerable<DateTimeOffset> MomentsOf(DateTime day, TimeZoneInfo zone)
    {
        foreach (var hour in _hours.Values)
        {
            foreach (var minute in _minutes.Values)
            {
                var local = DateTime.SpecifyKind(day.AddMinutes(hour * 60 + minute), DateTimeKind.Unspecified);
                if (zone.IsInvalidTime(local))
                {
                    if (EveryHour) continue;
                    while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
                    yield return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
                }
                else if (zone.IsAmbiguousTime(local))
                {
                    var offsets = zone.GetAmbiguousTimeOffsets(local);
                    yield return new DateTimeOffset(local, offsets.Max()).ToUniversalTime();
                    if (EveryHour) yield return new DateTimeOffset(local, offsets.Min()).ToUniversalTime();
                }
                else
                {
                    yield return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
                }
            }
        }
    }

    private static string Expand(string text) => text.Trim() switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        "@reboot" => throw new CronException(text, 1, "@reboot is not needed: the daemon makes a full pass whenever it starts"),
        ['@', ..] => throw new CronException(text, 1, "expected @yearly, @monthly, @weekly, @daily or @hourly"),
        _ => text,
    };

    private static CronField[] ParseFields(string original, string text)
    {
        CronFieldKind[] kinds = [CronFieldKind.Minute, CronFieldKind.Hour, CronFieldKind.DayOfMonth, CronFieldKind.Month, CronFieldKind.DayOfWeek];
        var fields = new CronField[kinds.Length];
        var at = 0;
        for (var i = 0; i < kinds.Length; i++)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) throw new CronException(original, at + 1, $"the {kinds[i].Title} is missing: five fields are needed (minute, hour, day of month, month, day of week)");
            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            fields[i] = CronField.Parse(text, at, end - at, kinds[i]);
            at = end;
        }
        var rest = text.AsSpan(at).TrimStart();
        return rest.IsEmpty ? fields : throw new CronException(original, text.Length - rest.Length + 1, "nothing may follow the day of week: there are five fields, and none for seconds");
    }
}
