using System.Globalization;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Explaining;

/// <summary>Tells which limit of size or age keeps a file out of a job.</summary>
internal static class Limits
{
    /// <summary>The word of the limit and a sentence; null when none keeps it out.</summary>
    public static (string Word, string Why)? KeepingOut(JobConfig job, Entry? source, DateTimeOffset now)
    {
        if (source is not { IsFile: true } || !job.WritesDestinations) return null;
        var age = now - DateTimeOffset.UnixEpoch.AddTicks(source.Mtime / 100);
        if (source.Size < job.MinSize) return ("min-size", $"its {Count(source.Size)} bytes are fewer than min-size ({Count(job.MinSize.Value)})");
        if (source.Size > job.MaxSize) return ("max-size", $"its {Count(source.Size)} bytes are more than max-size ({Count(job.MaxSize.Value)})");
        if (age < job.MinAge) return ("min-age", $"it was changed {Days(age)} ago, and min-age is {Days(job.MinAge.Value)}");
        if (age > job.MaxAge) return ("max-age", $"it was changed {Days(age)} ago, and max-age is {Days(job.MaxAge.Value)}");
        return null;
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Days(TimeSpan time) =>
        time.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days") : time.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes");
}
