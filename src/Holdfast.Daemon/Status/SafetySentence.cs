using System.Globalization;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.Status;

/// <summary>The one sentence people look for: whether their data is safe, and if not why not.</summary>
internal static class SafetySentence
{
    public static string Of(HoldfastConfig config, StatusRow status, IReadOnlyList<JobStanding> standings, DateTimeOffset now)
    {
        if (config.Jobs.Count == 0) return "Nothing is kept safe yet: the configuration has no jobs";
        if (status.Stores.FirstOrDefault(store => store.State == "failing") is { } gone) return $"Your data is at risk: store {gone.Name} cannot be used: {gone.Message}";
        if (status.Jobs.FirstOrDefault(job => job.State == "needs-approval") is { } refused) return $"Somebody must look: job {refused.Name} was refused and waits for approval: {refused.Summary}";
        if (status.Jobs.FirstOrDefault(job => job.State == "failing") is { } failing) return $"Your data is at risk: job {failing.Name} does not succeed: {failing.Summary}";
        if (status.Errors > 0) return $"Your data is at risk: {Of(status.Errors, "error")} {(status.Errors == 1 ? "is" : "are")} open, the first: {First(status)}";
        if (standings.FirstOrDefault(job => job.IsMissing) is { } never) return $"Not safe yet: job {never.Job.Name} has never run";
        if (standings.FirstOrDefault(job => Lateness.Overdue(config, job.Job, job.LastStart, now) is not null) is { } late)
            return $"Your data may be out of date: job {late.Job.Name} last ran {Ago(now - late.LastStart!.Value)} ago{(status.DaemonPid is null ? "; no daemon is running" : "")}";
        if (status.Jobs.FirstOrDefault(job => job.State is "paused" or "stopped") is { } held) return $"Your data is not kept up to date: job {held.Name} is {held.State}";
        var oldest = standings.Min(job => job.LastStart) ?? now;
        return $"Your data is safe: {Of(config.Jobs.Count, "job")} in order, the longest ago {Ago(now - oldest)} ago{(status.Warnings > 0 ? $"; {Of(status.Warnings, "warning")} to look at" : "")}{(status.Acknowledged > 0 ? $"; {Of(status.Acknowledged, "finding")} acknowledged" : "")}";
    }

    private static string First(StatusRow status) => status.Findings.Count > 0 ? $"{status.Findings[0].Path}: {status.Findings[0].Message}" : "see holdfast doctor";

    private static string Of(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Ago(TimeSpan time) =>
        time.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days")
        : time.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours")
        : time.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} seconds");
}
