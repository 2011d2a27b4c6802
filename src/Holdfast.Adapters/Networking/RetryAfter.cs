using System.Globalization;

namespace Holdfast.Adapters.Networking;

/// <summary>How long a server asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>Reads what it says: seconds, or a moment by its own clock.</summary>
    /// <param name="said">Its <c>Retry-After</c>.</param>
    /// <param name="now">Its <c>Date</c>: so no other clock has to agree with it; null when it tells none.</param>
    /// <returns>Null when it says nothing that is understood.</returns>
    public static TimeSpan? Read(string? said, string? now)
    {
        if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!Moment(said, out var until) || !Moment(now, out var told)) return null;
        return until > told ? until - told : TimeSpan.Zero;
    }

    private static bool Moment(string? text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
}
