using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Rendering;

/// <summary>What a run did, or a plan would do, in a line.</summary>
internal static class Tallies
{
    /// <summary>From where to where: <c>mirror: lab → legacy</c>.</summary>
    public static string Way(RunRow run) => run.Source is null ? $"{run.Job}: {run.Destination}" : $"{run.Job}: {run.Source} → {run.Destination}";

    /// <summary>The counts that are not zero.</summary>
    public static string Text(RunRow run)
    {
        var tally = run.Tally;
        var parts = new List<string>();
        void Add(long count, string what)
        {
            if (count > 0) parts.Add($"{Amounts.Count(count)} {what}");
        }
        var isPlan = run.State is "planned" or "refused";
        Add(tally.Creates, isPlan ? "to create" : "created");
        Add(tally.Replaces, isPlan ? "to replace" : "replaced");
        Add(tally.Removes, isPlan ? "to remove" : "removed");
        Add(tally.Moves, isPlan ? "to move" : "moved");
        Add(tally.Links, isPlan ? "to link" : "linked");
        Add(tally.Directories, tally.Directories == 1 ? "directory" : "directories");
        Add(tally.Metadata, isPlan ? "to put right" : "put right");
        Add(tally.Adopts, isPlan ? "to adopt" : "adopted");
        Add(tally.Checks, isPlan ? "to read and compare" : "read and compared");
        if (parts.Count == 0) parts.Add("nothing to do");
        var bytes = isPlan ? tally.Bytes : tally.BytesDone;
        if (bytes > 0) parts.Add(Amounts.Bytes(bytes));
        Add(tally.Failed, "failed");
        Add(tally.Changed, "had changed meanwhile");
        Add(tally.Skipped, "left out");
        return string.Join(", ", parts);
    }
}
