using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>The model as rows of the contract.</summary>
internal static class Rows
{
    public static RunRow Of(RunRecord run) => new()
    {
        Id = run.Id,
        Job = run.Job,
        Kind = run.Kind,
        Source = run.Source,
        Destination = run.Destination,
        Trigger = Word(run.Trigger),
        State = Word(run.State),
        Started = run.Started,
        Ended = run.Ended,
        PlanDigest = run.PlanDigest,
        ApprovedDigest = run.ApprovedDigest,
        Message = run.Message,
        WasFull = run.WasFull,
        Tally = Of(run.Tally),
    };

    public static OperationRow Of(string run, Operation operation, Outcome? outcome = null) => new()
    {
        Run = run,
        Seq = operation.Seq,
        Kind = Kebab(operation.Kind.ToString()),
        Path = Text(operation.Path),
        PathB64 = Base64(operation.Path),
        From = operation.From is { } from ? Text(from) : null,
        FromB64 = operation.From is { } bytes ? Base64(bytes) : null,
        Bytes = operation.Bytes,
        Reason = operation.Reason,
        Detail = Detail(operation),
        Outcome = outcome is null or { Kind: OutcomeKind.Planned } ? null : Word(outcome.Kind),
        Message = outcome?.Message,
    };

    public static FindingRow Of(string job, Finding finding, DateTimeOffset since) => new()
    {
        Job = job,
        Code = finding.Code,
        Severity = Word(finding.Severity),
        Store = finding.Store,
        Path = finding.Path.IsRoot ? "" : Text(finding.Path),
        PathB64 = Base64(finding.Path),
        Message = finding.Message,
        Advice = finding.Advice,
        Since = since,
    };

    public static ProgressRow Of(RunRecord run, RunProgress progress) => new()
    {
        Job = run.Job,
        Destination = run.Destination,
        Phase = progress.Phase,
        Entries = progress.Entries,
        Done = progress.Done,
        Bytes = progress.Bytes,
        TotalOperations = progress.TotalOperations,
        TotalBytes = progress.TotalBytes,
        Current = progress.Current.ToString(),
    };

    /// <summary>A name for people and for JSON: what is not UTF-8 in it is replaced.</summary>
    public static string Text(TreePath path) => path.IsRoot ? "." : path.Utf8 ?? System.Text.Encoding.UTF8.GetString(path.Bytes);

    /// <summary>The bytes of a name that is not UTF-8, else null.</summary>
    public static string? Base64(TreePath path) => path.Utf8 is null ? Convert.ToBase64String(path.Bytes) : null;

    /// <summary>A value of an enumeration as the contract spells it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => Kebab(value.ToString());

    /// <summary>The exit code of a run.</summary>
    public static ExitCode Exit(RunRecord run) => run.State switch
    {
        RunState.Succeeded or RunState.Planned => ExitCode.Done,
        RunState.Refused => ExitCode.Refused,
        RunState.Waiting => ExitCode.StoreUnavailable,
        RunState.Cancelled when run.StoreAbsent => ExitCode.StoreUnavailable,
        RunState.Cancelled => ExitCode.Cancelled,
        RunState.Partial when run is { ApprovedDigest: not null, Tally: { Failed: 0, Changed: > 0 } } => ExitCode.PlanOutdated,
        RunState.Failed when run.StoreAbsent => ExitCode.StoreUnavailable,
        _ => ExitCode.Failed,
    };

    private static TallyRow Of(Tally t) => new()
    {
        Entries = t.Entries, Creates = t.Creates, Replaces = t.Replaces, Removes = t.Removes, Moves = t.Moves, Links = t.Links, Directories = t.Directories,
        Metadata = t.Metadata, Adopts = t.Adopts, Checks = t.Checks, Bytes = t.Bytes, Done = t.Done, Failed = t.Failed, Changed = t.Changed, Skipped = t.Skipped, BytesDone = t.BytesDone,
    };

    private static string? Detail(Operation operation)
    {
        if (operation is not { Metadata: { } wanted, Destination: { } before } || operation.Kind is not (OperationKind.SetMetadata or OperationKind.FinishDirectory)) return null;
        var words = new List<string>(2);
        if (wanted.Parts.HasFlag(MetadataParts.Owner)) words.Add($"owner {before.Uid}:{before.Gid} -> {(wanted.Uid < 0 ? before.Uid : wanted.Uid)}:{(wanted.Gid < 0 ? before.Gid : wanted.Gid)}");
        if (wanted.Parts.HasFlag(MetadataParts.Mode)) words.Add($"mode {Octal(before.Mode)} -> {Octal(wanted.Mode)}");
        if (wanted.Parts.HasFlag(MetadataParts.Mtime)) words.Add("time");
        if (wanted.Parts.HasFlag(MetadataParts.Xattrs)) words.Add("attributes");
        return string.Join(", ", words);
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(3, '0');

    private static string Kebab(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
