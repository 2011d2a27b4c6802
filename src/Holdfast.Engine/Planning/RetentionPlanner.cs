using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// Says which versions of one file are kept. Pure: the same versions at the same moment give the same answer. What a calendar
/// rule keeps is what stood when each day, week, month or year ended, so that a restore to any of those moments gives back
/// exactly what was there.
/// </summary>
public sealed class RetentionPlanner
{
    private readonly KeepRules _rules;
    private readonly long _now;
    private readonly long[] _ends;

    /// <summary>Prepares the moments the calendar rules speak of.</summary>
    /// <param name="rules">What is kept.</param>
    /// <param name="now">The moment from which is looked back.</param>
    /// <param name="zone">Whose days they are.</param>
    public RetentionPlanner(KeepRules rules, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(zone);
        (_rules, _now) = (rules, now.ToUnixTimeSeconds());
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var sinceMonday = ((int)today.DayOfWeek + 6) % 7;
        _ends =
        [
            .. Enumerable.Range(0, rules.Daily ?? 0).Select(n => today.AddDays(-n))
                .Concat(Enumerable.Range(0, rules.Weekly ?? 0).Select(n => today.AddDays(-sinceMonday - (7 * n))))
                .Concat(Enumerable.Range(0, rules.Monthly ?? 0).Select(n => new DateOnly(today.Year, today.Month, 1).AddMonths(-n)))
                .Concat(Enumerable.Range(0, Math.Min(rules.Yearly ?? 0, today.Year - 1)).Select(n => new DateOnly(today.Year - n, 1, 1)))
                .Distinct().Select(day => Midnight(day, zone) - 1),
        ];
    }

    /// <summary>Which versions of a file are kept.</summary>
    /// <param name="versions">All of its versions, the oldest first.</param>
    /// <param name="stands">Whether something stands under the name now.</param>
    /// <returns>For each of them whether it is kept.</returns>
    public IReadOnlyList<bool> Keeps(IReadOnlyList<VersionSpan> versions, bool stands)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var keeps = new bool[versions.Count];
        for (var i = 0; i < keeps.Length; i++)
        {
            keeps[i] = !_rules.HasRules
                || (stands && keeps.Length - i <= _rules.Last)
                || (_rules.For is { } time && versions[i].Until > _now - (long)time.TotalSeconds)
                || Array.Exists(_ends, end => versions[i].From <= end && end < versions[i].Until);
        }
        return keeps;
    }

    // A day begins an hour later where its first hour is left out.
    private static long Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUnixTimeSeconds();
    }
}
