using System.Globalization;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Explaining;

/// <summary>Puts what decides about a name in one job into sentences.</summary>
internal sealed class DecisionTeller(HoldfastConfig config, JobConfig job, string destination)
{
    private readonly List<DecisionRow> _rows = [];

    public IReadOnlyList<DecisionRow> Rows => _rows;

    /// <summary>Where the job was said.</summary>
    public string? Place => Text(job.Place);

    /// <summary>Where one of the job's words was said, or else the job.</summary>
    public string? OriginOf(string word) => config.OriginOf($"jobs.{job.Name}.{word}") is { Kind: not OriginKind.Default } origin ? Text(origin) : Place;

    public void Add(string by, string decision, string? origin) => _rows.Add(Row(by, decision, origin));

    public DecisionRow Row(string by, string decision, string? origin) => new() { Job = job.Name, By = by, Decision = decision, Origin = origin };

    public void Filter(FilterDecision decision)
    {
        if (decision.Rule is { } rule) Add("filter", decision.Included ? $"takes part: the first rule that matches is '{rule.Text}'" : $"stays out: the first rule that matches it or a directory above it is '{rule.Text}'", rule.Origin);
        else if (job.Filters.Rules.Count > 0) Add("filter", $"takes part: none of the {job.Filters.Rules.Count} rules matches", Place);
    }

    public void Baseline(OnePlan plan)
    {
        foreach (var row in plan.Rows)
        {
            var content = row.Kind != EntryKind.File ? row.Kind == EntryKind.Symlink ? $"a link to {TreePath.Show(row.Target.Span)}" : "a directory"
                : $"{Count(row.Size)} bytes, {(row.Hash is { } hash ? hash.ToString() : "never read")}{(row.VerifiedAt > 0 ? $", found right on {Date(row.VerifiedAt)}" : "")}";
            Add("baseline", $"last agreed on with {destination}: {content}", null);
        }
        foreach (var change in plan.Changes.Where(change => change.Baseline is not null || change.Source is not null))
        {
            if (change.Baseline is null) continue;
            if (Words(change.SourceState) is { } source) Add("baseline", $"in {job.From}: {source}", null);
            if (Words(change.DestinationState) is { } there) Add("baseline", $"in {destination}: {there}", null);
        }
        if (plan.Rows.Count == 0 && job.From is not null) Add("baseline", $"{job.From} and {destination} have never agreed on it", null);
    }

    public void Plan(OnePlan plan, Entry? entry)
    {
        foreach (var finding in plan.Findings)
        {
            // One name cannot tell whether the others lie in the tree; the run, which sees them all, can.
            if (finding.Code == "hard-link") Add("rule", $"has {entry?.Links ?? 0} names: a run changes it only if it finds them all in the tree", OriginOf("kind"));
            else Add("rule", $"is left alone: {finding.Message}{(finding.Advice is { } advice ? $" ({advice})" : "")}", OriginOf(WordOf(finding.Code)));
        }
        foreach (var operation in plan.Operations)
            Add("rule", $"the next run would {Verb(operation)} ({operation.Reason})", OriginOf("kind"));
        if (plan.Operations.Count == 0 && plan.Findings.Count == 0) Add("rule", "the next run would leave it as it is: there is nothing to do", Place);
    }

    public void Open(TreePath path, IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)> open)
    {
        foreach (var (_, finding, since) in open)
        {
            var above = finding.Code is "unlisted" or "mount-skipped" && path.IsBelow(finding.Path);
            if (finding.Path == path || above)
                Add("finding", $"{(above ? $"{finding.Path}, above it, " : "")}{finding.Message} (open since {since.ToUniversalTime():yyyy-MM-dd HH:mm} UTC)", null);
        }
    }

    public void Guards(RunRecord? last)
    {
        if (last?.State == RunState.Refused) Add("guard", $"the last run was refused, so nothing of it was done: {last.Message}; let it go on with: holdfast approve {last.Id}", OriginOf("max-delete"));
        else if (last?.State == RunState.Failed) Add("guard", $"the last run failed: {last.Message}", null);
    }

    private string Verb(Operation operation) => operation.Kind switch
    {
        OperationKind.Create => $"copy it to {destination}",
        OperationKind.Replace when operation.CompareContent => $"compare the contents, and replace the one in {destination} if they differ",
        OperationKind.Replace => $"replace the one in {destination}, which goes to the trash",
        OperationKind.Remove => $"move the one in {destination} to the trash",
        OperationKind.RemoveDirectory => $"remove the directory in {destination} if it is empty by then",
        OperationKind.MakeDirectory => $"make the directory in {destination}",
        OperationKind.SetMetadata or OperationKind.FinishDirectory => $"set {operation.Reason} in {destination}",
        OperationKind.Adopt when operation.CompareContent => "compare the contents, and record that they agree if they do",
        OperationKind.Adopt => "record that both sides agree",
        OperationKind.Forget => "forget it",
        OperationKind.Check => "read both sides and compare",
        OperationKind.Vacate => $"keep the one in {destination}",
        _ => operation.Kind.ToString().ToLowerInvariant(),
    };

    private static string? Words(SideState state) => state switch
    {
        SideState.Same => "as agreed",
        SideState.Suspect => "as agreed, but its status changed since: a closer look is taken",
        SideState.Metadata => "the same content, with another owner, mode or time",
        SideState.Content => "other content than agreed",
        SideState.Removed => "gone",
        SideState.Unknown => "unknown",
        _ => null,
    };

    private static string WordOf(string code) => code switch { "conflict" => "conflict", "extraneous" => "extraneous", "acl" => "acl", "mount-skipped" => "mounts", _ => "kind" };

    private static string? Text(Origin origin) => origin.Kind == OriginKind.Default ? null : origin.ToString();

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Date(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
