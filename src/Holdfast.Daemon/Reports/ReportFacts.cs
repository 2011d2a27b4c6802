using Holdfast.Contracts.Commands;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Reports;

/// <summary>Everything a report tells.</summary>
/// <param name="Status">How everything stands.</param>
/// <param name="Checks">What the health checks saw.</param>
/// <param name="Runs">Runs that began within the time, the newest first.</param>
/// <param name="Since">Where the time begins.</param>
/// <param name="Now">Where it ends.</param>
/// <param name="Zone">The zone times are told in.</param>
internal sealed record ReportFacts(StatusRow Status, IReadOnlyList<CheckRow> Checks, IReadOnlyList<RunRecord> Runs, DateTimeOffset Since, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>Entries whose owner or mode was set by permissions jobs.</summary>
    public long PermissionsFixed => Runs.Where(run => run.Kind == "permissions" && run.State is RunState.Succeeded or RunState.Partial).Sum(run => run.Tally.Metadata);

    /// <summary>Bytes of content moved.</summary>
    public long BytesMoved => Runs.Sum(run => run.Tally.BytesDone);

    /// <summary>Files and links written anew or replaced.</summary>
    public long FilesCarried => Runs.Where(run => run.Kind is "mirror" or "copy" or "backup" && run.State is RunState.Succeeded or RunState.Partial).Sum(run => run.Tally.Creates + run.Tally.Replaces + run.Tally.Links + run.Tally.Moves);

    /// <summary>Files that were read and compared.</summary>
    public long FilesVerified => Runs.Where(run => run.Kind == "verify").Sum(run => run.Tally.Checks);

    /// <summary>Runs that did not do what they should.</summary>
    public long RunsFailed => Runs.Count(run => run.State is RunState.Failed or RunState.Refused or RunState.Partial);

    /// <summary>A moment for people, in the configured zone.</summary>
    public string Text(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
