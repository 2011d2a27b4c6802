using System.Globalization;
using Holdfast.Engine.Model;

namespace Holdfast.Engine.Verifying;

/// <summary>What a verification has to say, in a line or two.</summary>
public sealed record VerifySummary
{
    /// <summary>Whether both sides hold what is recorded.</summary>
    public required bool Agree { get; init; }

    /// <summary>The root hash of the source's side.</summary>
    public required RootHash Source { get; init; }

    /// <summary>The root hash of the destination's side.</summary>
    public required RootHash Destination { get; init; }

    /// <summary>Names by what is wrong with them: <c>differs</c>, <c>content</c>, <c>missing</c>, …; only what keeps the two from agreeing.</summary>
    public required IReadOnlyDictionary<string, long> Differences { get; init; }

    /// <summary>The first line for people.</summary>
    public required string Text { get; init; }

    /// <summary>Makes the summary of a verification that has ended.</summary>
    /// <param name="source">Name of the source store.</param>
    /// <param name="destination">Name of the destination store.</param>
    /// <param name="sourceHash">Root hash of the source's side of the baseline.</param>
    /// <param name="destinationHash">Root hash of the destination's side.</param>
    /// <param name="run">The verify run.</param>
    /// <param name="findings">Findings the run left open, with how often each was seen.</param>
    public static VerifySummary Of(string source, string destination, RootHash sourceHash, RootHash destinationHash, RunRecord run, IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(sourceHash);
        ArgumentNullException.ThrowIfNull(destinationHash);
        ArgumentNullException.ThrowIfNull(run);
        var differences = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var finding in findings.Where(finding => finding.Severity > Severity.Info))
            differences[finding.Code] = differences.GetValueOrDefault(finding.Code) + 1;
        // Findings are kept up to a number; the run's own counts are whole.
        if (run.Tally.Failed > differences.GetValueOrDefault("content")) differences["content"] = run.Tally.Failed;
        var ended = run.State is RunState.Succeeded or RunState.Partial;
        var agree = ended && differences.Count == 0;
        return new VerifySummary
        {
            Agree = agree,
            Source = sourceHash,
            Destination = destinationHash,
            Differences = differences,
            Text = agree ? Agreement(source, destination, sourceHash, destinationHash, run)
                : ended ? $"{source} and {destination} differ: {string.Join(", ", differences.Select(pair => $"{Number(pair.Value)} {Words(pair.Key)}"))}"
                : $"{source} and {destination} could not be compared: {run.Message ?? "the run did not end"}",
        };
    }

    private static string Agreement(string source, string destination, RootHash hash, RootHash other, RunRecord run)
    {
        var content = hash.IsComplete ? $"content {hash.ContentText}" : $"content incomplete ({Number(hash.Unread)} files not read yet)";
        var read = run.Tally.Checks > 0 ? $", {Number(run.Tally.Done)} read now"
            : hash.Verified == 0 ? ", none read back yet"
            : $", {Number(hash.Verified)} read, the last on {Date(hash.NewestVerified)}, the first on {Date(hash.OldestVerified)}";
        var metadata = hash.Metadata.Span.SequenceEqual(other.Metadata.Span) ? "" : "; owners, modes or times differ";
        return $"{source} and {destination} agree: {content}, {Number(hash.Entries)} entries{read}{metadata}";
    }

    private static string Words(string code) => code switch
    {
        "content" => "with other content than recorded",
        "missing" => "missing in the destination",
        "differs" => "not as recorded",
        "unlisted" => "directories that could not be looked into",
        "changed" => "changed while they were read",
        _ => code,
    };

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Date(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
