using System.Globalization;

namespace Holdfast.Cli.Rendering;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Bytes in powers of 1,000: <c>0 B</c>, <c>1.2 MB</c>, <c>480 GB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (Math.Abs(value) >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        return unit > 0 && Math.Abs(value) < 9.95
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0} {Units[unit]}");
    }

    /// <summary>A count with its thousands parted: <c>200,000</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 file</c>, <c>2,000 files</c>.</summary>
    public static string Of(long count, string noun, string? many = null) => $"{Count(count)} {(count == 1 ? noun : many ?? noun + "s")}";

    /// <summary>A length of time in its two largest units: <c>0.4 s</c>, <c>42 s</c>, <c>3 min 5 s</c>, <c>2 h 10 min</c>, <c>5 d 3 h</c>.</summary>
    public static string Time(TimeSpan time)
    {
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        if (time.TotalSeconds < 9.95) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
        if (time.TotalSeconds < 59.5) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
        if (time.TotalHours < 1) return Two(time.Minutes, "min", time.Seconds, "s");
        return time.TotalDays < 1 ? Two(time.Hours, "h", time.Minutes, "min") : Two((int)time.TotalDays, "d", time.Hours, "h");
    }

    /// <summary>How long ago something was: <c>just now</c>, <c>5 min ago</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var time = now - then;
        if (time.TotalSeconds < 2) return "just now";
        return time.TotalSeconds < 60 ? $"{(int)time.TotalSeconds} s ago" : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} min ago"
            : time.TotalDays < 2 ? $"{(int)time.TotalHours} h ago" : $"{(int)time.TotalDays} d ago";
    }

    private static string Two(int large, string largeUnit, int small, string smallUnit) => small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
