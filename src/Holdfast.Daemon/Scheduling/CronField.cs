using System.Globalization;

namespace Holdfast.Daemon.Scheduling;

/// <summary>What one of the five fields of a cron expression may hold.</summary>
/// <param name="Title">Its name, for messages.</param>
/// <param name="Least">Smallest number.</param>
/// <param name="Most">Largest number that may be written.</param>
/// <param name="Names">Names for the numbers from <paramref name="Least"/> on; empty when it has none.</param>
internal sealed record CronFieldKind(string Title, int Least, int Most, IReadOnlyList<string> Names)
{
    public static CronFieldKind Minute { get; } = new("minute", 0, 59, []);
    public static CronFieldKind Hour { get; } = new("hour", 0, 23, []);
    public static CronFieldKind DayOfMonth { get; } = new("day of month", 1, 31, []);
    public static CronFieldKind Month { get; } = new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);

    // 7 is Sunday too, as in every cron.
    public static CronFieldKind DayOfWeek { get; } = new("day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    public bool IsDayOfWeek => Most == 7;
}

/// <summary>One field of a cron expression: the set of its numbers.</summary>
/// <param name="Bits">Bit n is set when the number n is meant.</param>
/// <param name="HasStar">Whether it was written with a <c>*</c>, which is what cron calls "not restricted".</param>
internal readonly record struct CronField(ulong Bits, bool HasStar)
{
    /// <summary>Whether a number is meant.</summary>
    public bool Contains(int value) => (Bits >> value & 1) != 0;

    /// <summary>The numbers, ascending.</summary>
    public IEnumerable<int> Values
    {
        get
        {
            for (var i = 0; i < 64; i++)
            {
                if (Contains(i)) yield return i;
            }
        }
    }

    /// <summary>Reads one field.</summary>
    /// <param name="whole">The expression it is part of, for messages.</param>
    /// <param name="start">Where the field begins in it, counted from 0.</param>
    /// <param name="length">How long the field is.</param>
    /// <param name="kind">Which field it is.</param>
    /// <exception cref="CronException">It cannot be read.</exception>
    public static CronField Parse(string whole, int start, int length, CronFieldKind kind)
    {
        ulong bits = 0;
        var star = false;
        for (var at = start; at <= start + length;)
        {
            var comma = whole.IndexOf(',', at, start + length - at);
            var end = comma < 0 ? start + length : comma;
            bits |= ParseItem(whole, at, end, kind, ref star);
            at = end + 1;
        }
        return new CronField(bits, star);
    }

    private static ulong ParseItem(string whole, int at, int end, CronFieldKind kind, ref bool star)
    {
        if (at == end) throw new CronException(whole, at + 1, $"a {kind.Title} is missing");
        var slash = whole.IndexOf('/', at, end - at);
        var rangeEnd = slash < 0 ? end : slash;
        int first, last;
        var isRange = true;
        if (rangeEnd - at == 1 && whole[at] is '*' or '?')
        {
            (first, last) = (kind.Least, kind.IsDayOfWeek ? 6 : kind.Most);
            star = true;
        }
        else
        {
            var dash = whole.IndexOf('-', at, rangeEnd - at);
            isRange = dash >= 0;
            first = ParseNumber(whole, at, isRange ? dash : rangeEnd, kind, false);
            last = isRange ? ParseNumber(whole, dash + 1, rangeEnd, kind, true) : first;
            if (last < first) throw new CronException(whole, at + 1, $"the {kind.Title} range runs backwards; write it as two, as in {first}-{kind.Most},{kind.Least}-{last}");
        }
        var step = slash < 0 ? 1 : ParseStep(whole, slash, end, isRange, kind);
        ulong bits = 0;
        for (var value = first; value <= last; value += step) bits |= 1UL << (kind.IsDayOfWeek ? value % 7 : value);
        return bits;
    }

    private static int ParseStep(string whole, int slash, int end, bool isRange, CronFieldKind kind)
    {
        if (!isRange) throw new CronException(whole, slash + 1, "a step needs a range or * before it, as in */5 or 10-30/5");
        return int.TryParse(whole.AsSpan(slash + 1, end - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step >= 1 && step <= kind.Most
            ? step
            : throw new CronException(whole, slash + 2, $"expected a step from 1 to {kind.Most}");
    }

    private static int ParseNumber(string whole, int at, int end, CronFieldKind kind, bool endsRange)
    {
        var text = whole[at..end];
        for (var i = 0; i < kind.Names.Count; i++)
        {
            if (!text.Equals(kind.Names[i], StringComparison.OrdinalIgnoreCase)) continue;
            return endsRange && kind.IsDayOfWeek && i == 0 ? 7 : kind.Least + i;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= kind.Least && value <= kind.Most) return value;
        var names = kind.Names.Count == 0 ? "" : $" or {kind.Names[0]} to {kind.Names[^1]}";
        throw new CronException(whole, at + 1, $"expected a {kind.Title} from {kind.Least} to {kind.Most}{names}, not '{text}'");
    }
}
