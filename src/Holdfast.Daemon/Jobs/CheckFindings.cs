using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// What checks saw of the data a job carries. All checks of it, by hand or by a job, keep what they saw under one name, so
/// that the latest of them speaks and nothing stands there twice.
/// </summary>
public sealed class CheckFindings(IStateDb state)
{
    private const string Prefix = "verify:";
    private const int Most = 5000;

    /// <summary>The name under which checks of what a job carries keep what they saw.</summary>
    /// <param name="writer">Name of the job that carries it.</param>
    public static string KeyOf(string writer) => Prefix + writer;

    /// <summary>The job that carries what was checked, for such a name; null for any other.</summary>
    public static string? WriterOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : null;
    }

    /// <summary>What is open of what checks saw in a destination.</summary>
    public async ValueTask<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>> OpenAsync(string writer, string destination, CancellationToken cancellation) =>
        [.. (await state.Findings.OpenAsync(KeyOf(writer), Most, cancellation)).Where(open => open.Finding.Store == destination)];

    /// <summary>Names whose content was not what is recorded when it was last read.</summary>
    public async ValueTask<IReadOnlySet<TreePath>> DoubtfulAsync(string writer, string destination, CancellationToken cancellation) =>
        (await OpenAsync(writer, destination, cancellation)).Where(open => IsOfContent(open.Finding)).Select(open => open.Finding.Path).ToHashSet();

    /// <summary>
    /// The job itself has run: what checks saw to differ from the record it has put right, or tells itself. What differs in
    /// content alone its run does not see, and only writing the name anew settles it.
    /// </summary>
    public async ValueTask SettleAsync(RunRecord ended, Scope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var open = await OpenAsync(ended.Job, ended.Destination, cancellation);
        if (open.Count == 0) return;
        var left = open.Select(one => one.Finding).Where(IsOfContent).ToList();
        if (left.Count > 0)
        {
            var written = new HashSet<TreePath>();
            await foreach (var outcome in state.Runs.OutcomesAsync(ended.Id, cancellation))
                if (outcome is { Kind: OutcomeKind.Done, Operation.Kind: OperationKind.Create or OperationKind.Replace }) written.Add(outcome.Operation.Path);
            left.RemoveAll(finding => written.Contains(finding.Path));
        }
        await state.Findings.ReplaceAsync(KeyOf(ended.Job), ended.Destination, scope, left, ended.Ended ?? ended.Started, cancellation);
    }

    private static bool IsOfContent(Finding finding) => finding.Code == "content";
}
