using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Operations and their outcomes in words.</summary>
internal static class OperationText
{
    /// <summary>One line: what is done to which name, and why.</summary>
    public static string Line(Operation operation)
    {
        var from = operation is { From: { } old } ? operation.Kind == OperationKind.Move ? $"{old} -> " : $"{old} = " : "";
        var detail = operation.Metadata is { } metadata && operation.Kind is OperationKind.SetMetadata ? Metadata(operation.Destination, metadata) : operation.Bytes > 0 ? RunText.Bytes(operation.Bytes) : "";
        return $"{Word(operation.Kind),-9} {from}{operation.Path}{(operation.Source is { IsDirectory: true } || operation.Destination is { IsDirectory: true } ? "/" : "")}{(detail.Length == 0 ? "" : $"  {detail}")}  ({operation.Reason})";
    }

    /// <summary>One line: the operation and how it ended.</summary>
    public static string Line(Outcome outcome) => $"{outcome.Kind.ToString().ToLowerInvariant(),-8} {Line(outcome.Operation)}{(outcome.Message is null ? "" : $": {outcome.Message}")}";

    private static string Word(OperationKind kind) => kind switch
    {
        OperationKind.MakeDirectory => "mkdir",
        OperationKind.RemoveDirectory => "rmdir",
        OperationKind.SetMetadata => "set",
        OperationKind.FinishDirectory => "set",
        OperationKind.Vacate => "keep",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Metadata(Entry? before, Metadata wanted)
    {
        var words = new List<string>(2);
        if (wanted.Parts.HasFlag(MetadataParts.Owner)) words.Add($"owner {before?.Uid}:{before?.Gid} -> {(wanted.Uid < 0 ? before?.Uid : wanted.Uid)}:{(wanted.Gid < 0 ? before?.Gid : wanted.Gid)}");
        if (wanted.Parts.HasFlag(MetadataParts.Mode)) words.Add($"mode {Octal(before?.Mode ?? 0)} -> {Octal(wanted.Mode)}");
        if (wanted.Parts.HasFlag(MetadataParts.Mtime)) words.Add("time");
        if (wanted.Parts.HasFlag(MetadataParts.Xattrs)) words.Add("attributes");
        return string.Join(", ", words);
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(3, '0');
}
