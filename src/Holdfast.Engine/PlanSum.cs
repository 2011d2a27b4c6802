using Holdfast.Engine.Model;

namespace Holdfast.Engine;

/// <summary>Counts the operations of a plan.</summary>
internal sealed class PlanSum
{
    private readonly long[] _counts = new long[Enum.GetValues<OperationKind>().Cast<byte>().Max() + 1];
    private long _bytes;
    private long _finished;

    /// <summary>Bytes of new content, without holes: what they take at the destination.</summary>
    public long NewBytes { get; private set; }

    /// <summary>Files, links and directories that are made.</summary>
    public long NewFiles => Of(OperationKind.Create) + Of(OperationKind.MakeDirectory);

    /// <summary>Counts one.</summary>
    public void Add(Operation operation)
    {
        _counts[(int)operation.Kind]++;
        _bytes += operation.Bytes;
        if (operation.Kind is OperationKind.Create or OperationKind.Replace) NewBytes += operation.Source?.Data ?? 0;
        if (operation is { Kind: OperationKind.FinishDirectory, Destination: not null }) _finished++;
    }

    /// <summary>The counts. Finishing a directory that the plan makes is part of making it.</summary>
    public Tally ToTally() => new()
    {
        Creates = Of(OperationKind.Create),
        Replaces = Of(OperationKind.Replace),
        Removes = Of(OperationKind.Remove) + Of(OperationKind.RemoveDirectory),
        Moves = Of(OperationKind.Move),
        Links = Of(OperationKind.Link),
        Directories = Of(OperationKind.MakeDirectory),
        Metadata = Of(OperationKind.SetMetadata) + _finished,
        Adopts = Of(OperationKind.Adopt),
        Checks = Of(OperationKind.Check),
        Bytes = _bytes,
    };

    /// <summary>Two counts of one plan together.</summary>
    public static Tally Total(Tally left, Tally right) => left with
    {
        Creates = left.Creates + right.Creates,
        Replaces = left.Replaces + right.Replaces,
        Removes = left.Removes + right.Removes,
        Moves = left.Moves + right.Moves,
        Links = left.Links + right.Links,
        Directories = left.Directories + right.Directories,
        Metadata = left.Metadata + right.Metadata,
        Adopts = left.Adopts + right.Adopts,
        Checks = left.Checks + right.Checks,
        Bytes = left.Bytes + right.Bytes,
    };

    private long Of(OperationKind kind) => _counts[(int)kind];
}
