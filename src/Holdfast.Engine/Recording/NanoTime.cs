using System.Globalization;

namespace Holdfast.Engine.Recording;

/// <summary>
/// Times of files as text, exact to the nanosecond: <c>2026-11-21T05:45:00.123456789Z</c>. Text, because a number of this
/// size loses its last digits in most readers of JSON.
/// </summary>
internal static class NanoTime
{
    /// <summary>Bytes the text takes, always.</summary>
    public const int Length = 30;

    private const long PerTick = 100;
    private const long PerSecond = 1_000_000_000;
    private const string Seconds = "yyyy-MM-ddTHH:mm:ss";

    /// <summary>Writes nanoseconds since 1970-01-01 UTC into a buffer of <see cref="Length"/> bytes.</summary>
    public static void Format(long nanoseconds, Span<byte> buffer)
    {
        var (seconds, fraction) = Math.DivRem(nanoseconds, PerSecond);
        if (fraction < 0) (seconds, fraction) = (seconds - 1, fraction + PerSecond);
        var moment = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        moment.TryFormat(buffer, out _, Seconds, CultureInfo.InvariantCulture);
        buffer[19] = (byte)'.';
        fraction.TryFormat(buffer[20..], out _, "D9", CultureInfo.InvariantCulture);
        buffer[29] = (byte)'Z';
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">It is not such a time, or lies outside of what 64 bits of nanoseconds can tell.</exception>
    public static long Parse(ReadOnlySpan<byte> text)
    {
        Span<char> seconds = stackalloc char[19];
        if (text.Length == Length && text[19] == (byte)'.' && text[29] == (byte)'Z'
            && System.Text.Encoding.ASCII.TryGetChars(text[..19], seconds, out _)
            && DateTime.TryParseExact(seconds, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            && uint.TryParse(text[20..29], NumberStyles.None, CultureInfo.InvariantCulture, out var fraction)
            && (Int128)(moment.Ticks - DateTime.UnixEpoch.Ticks) * PerTick + fraction is var nanoseconds
            && nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue)
            return (long)nanoseconds;
        throw new FormatException($"not a time: '{Model.TreePath.Show(text)}'; expected the form 2026-11-21T05:45:00.123456789Z");
    }
}
