using System.Globalization;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;

namespace Holdfast.Daemon.Status;

/// <summary>The one sentence people look for: whether their data is safe, and if not why not.</summary>
internal static class SafetySentence
{
    /// <summary>The sentence.</summary>
    public static string Of(HoldfastConfig config, StatusRow status, IReadOnlyList<JobStanding> standings, DateTimeOffset now) =>
        Reasons(config, status, standings, now).FirstOrDefault() ?? Safe(config, status, standings, now);

    /// <summary>Everything that keeps the data from being safe, the gravest first; nothing when it is safe.</summary>
    public static IEnumerable<string> Reasons(HoldfastConfig config, StatusRow status, IReadOnlyList<JobStanding> standings, DateTimeOffset now)
    {
        if (config.Jobs.Count == 0) yield return "Nothing is kept safe yet: the configuration has no jobs";
        foreach (var gone in status.Stores.Where(store => store.State == "failing")) yield return $"Your data is at risk: store {gone.Name} cannot be used: {gone.Message}";
        foreach (var refused in status.Jobs.Where(job => job.State == "needs-approval")) yield return $"Somebody must look: job {refused.Name} was refused and waits for approval: {refused.Summary}";
        foreach (var failing in status.Jobs.Where(job => job.State == "failing")) yield return $"Your data is at risk: job {failing.Name} does not succeed: {failing.Summary}";
        if (status.Errors > 0) yield return $"Your data is at risk: {Of(status.Errors, "error")} {(status.Errors == 1 ? "is" : "are")} open, the first: {First(status)}";
        foreach (var never in standings.Where(job => job.IsMissing)) yield return $"Not safe yet: job {never.Job.Name} has never run";
        foreach (var first in standings.Where(job => job.IsBeginning)) yield return $"Not safe yet: job {first.Job.Name} has never run to its end";
        foreach (var late in standings.Where(job => Lateness.Overdue(config, job.Job, job.CountsFrom, now) is not null))
            yield return $"Your data may be out of date: job {late.Job.Name} {(late.LastSuccess is { } success ? $"last succeeded {Ago(now - success)} ago" : "has never succeeded")}{(status.DaemonPid is null ? "; no daemon is running" : "")}";
        foreach (var gone in status.Stores.Where(store => StorePresence.IsLong(config, store.Name, store.AwaySince, now)))
            yield return $"Your data may be out of date: store {gone.Name} is away for {Ago(now - gone.AwaySince!.Value)}; it should have been back by now";
        foreach (var held in status.Jobs.Where(job => job.State is "paused" or "stopped")) yield return $"Your data is not kept up to date: job {held.Name} is {held.State}";
    }

    private static string Safe(HoldfastConfig config, StatusRow status, IReadOnlyList<JobStanding> standings, DateTimeOffset now)
    {
        var oldest = standings.Min(job => job.LastStart) ?? now;
        return $"Your data is safe: {Of(config.Jobs.Count, "job")} in order, the longest ago {Ago(now - oldest)} ago{(status.Warnings > 0 ? $"; {Of(status.Warnings, "warning")} to look at" : "")}{Away(status)}{(status.Acknowledged > 0 ? $"; {Of(status.Acknowledged, "finding")} acknowledged" : "")}";
    }

    private static string Away(StatusRow status)
    {
        var away = status.Stores.Where(store => store.State == "absent").Select(store => store.Name).ToArray();
        return away.Length == 0 ? "" : $"; away: {string.Join(", ", away)}";
    }

    private static string First(StatusRow status) => status.Findings.Count > 0 ? $"{status.Findings[0].Path}: {status.Findings[0].Message}" : "see holdfast doctor";

    private static string Of(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Ago(TimeSpan time) =>
        time.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days")
        : time.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours")
        : time.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} seconds");
}
