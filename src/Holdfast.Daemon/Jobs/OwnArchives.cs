using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Where in a store archives of Holdfast's own state lie. In a store that gets some they take part in no job.</summary>
internal static class OwnArchives
{
    /// <summary>The directory at the root of a store.</summary>
    public const string Folder = "holdfast-own-state";

    private static readonly FilterRule Rule = FilterRule.Parse($"- /{Folder}/", "archives of Holdfast's own state");

    /// <summary>A job's filters, and before them what leaves the archives out where there are any.</summary>
    public static FilterSet LeaveOut(HoldfastConfig config, FilterSet filters, params IEnumerable<string?> stores) =>
        config.Jobs.Any(job => job.Kind == JobKind.OwnState && job.To.Intersect(stores, StringComparer.Ordinal).Any()) ? new FilterSet([Rule, .. filters.Rules]) : filters;
}
