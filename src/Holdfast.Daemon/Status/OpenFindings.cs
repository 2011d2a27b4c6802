using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Status;

/// <summary>The findings that people should see: those of jobs that are configured, each once.</summary>
internal static class OpenFindings
{
    /// <summary>Reads them, the most severe first.</summary>
    public static async ValueTask<IReadOnlyList<KnownFinding>> ReadAsync(HoldfastConfig config, IStateDb state, int most, CancellationToken cancellation)
    {
        var open = await state.Findings.ListAsync(FindingFilter.Open, most, cancellation);
        var own = open.Select(one => (one.Job, one.Finding.Store, one.Finding.Path, one.Finding.Severity > Severity.Info)).ToHashSet();
        return [.. open.Where(one => IsOfNow(config, one) && !IsTold(one.Job, one.Finding, own))];
    }

    private static bool IsOfNow(HoldfastConfig config, KnownFinding one) =>
        one.Job == OpenChannels.Job ? config.Notifications.Find(one.Finding.Store ?? "") is not null : config.FindJob(CheckFindings.WriterOf(one.Job) ?? one.Job) is not null;

    // What the job says of a name says more than that a check saw it differ. Of content alone only a check can know.
    private static bool IsTold(string job, Finding finding, HashSet<(string Job, string? Store, TreePath Path, bool Matters)> own) =>
        finding.Code != "content" && CheckFindings.WriterOf(job) is { } writer
        && (own.Contains((writer, finding.Store, finding.Path, true)) || (finding.Severity == Severity.Info && own.Contains((writer, finding.Store, finding.Path, false))));
}
