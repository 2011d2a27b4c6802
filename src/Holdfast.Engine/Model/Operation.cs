namespace Holdfast.Engine.Model;

/// <summary>
/// What one step of a plan does. The number is also the phase: operations are applied in ascending phases, so that room
/// is made before it is taken, and a directory is finished after everything in it.
/// </summary>
public enum OperationKind : byte
{
    /// <summary>Move a file or link of the destination to the trash.</summary>
    Remove = 1,

    /// <summary>Make a directory.</summary>
    MakeDirectory = 2,

    /// <summary>Rename inside the destination; no content moves.</summary>
    Move = 3,

    /// <summary>Remove a directory of the destination that is empty by then; deepest first.</summary>
    RemoveDirectory = 4,

    /// <summary>Write a file or symbolic link where there is nothing.</summary>
    Create = 5,

    /// <summary>Write a file or symbolic link in the place of what is there, which goes to the trash.</summary>
    Replace = 6,

    /// <summary>Give an existing file of the destination one more name.</summary>
    Link = 7,

    /// <summary>Set owner, mode, time or attributes of something that is there; no content moves.</summary>
    SetMetadata = 8,

    /// <summary>Set a directory's final metadata after everything in it is done; deepest first.</summary>
    FinishDirectory = 9,

    /// <summary>Record that both sides already agree; touches nothing.</summary>
    Adopt = 10,

    /// <summary>Forget a name that neither side has any more; touches nothing.</summary>
    Forget = 11,

    /// <summary>Read one or both sides and compare with what is recorded; touches nothing.</summary>
    Check = 12,

    /// <summary>
    /// A name the source no longer has and which stays in the destination; touches nothing. It stands in the plan so that a
    /// file that turns up under another name can be told from a new one: then the two become a <see cref="Move"/>.
    /// </summary>
    Vacate = 13,
}

/// <summary>What is known of kinds of operations.</summary>
public static class OperationKinds
{
    /// <summary>Whether operations of a kind are applied from the deepest name up: what is in a directory before the directory.</summary>
    public static bool IsDeepestFirst(this OperationKind kind) => kind is OperationKind.Remove or OperationKind.RemoveDirectory or OperationKind.FinishDirectory;
}

/// <summary>One step of a plan, with everything needed to apply it later and to notice that the world has changed since.</summary>
public sealed record Operation
{
    /// <summary>Position in the plan, from 1.</summary>
    public long Seq { get; init; }

    /// <summary>What is done.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The name it is done to.</summary>
    public required TreePath Path { get; init; }

    /// <summary>For <see cref="OperationKind.Move"/> the old name, for <see cref="OperationKind.Link"/> the name that already exists.</summary>
    public TreePath? From { get; init; }

    /// <summary>The source as it was seen; apply refuses when it has changed since.</summary>
    public Entry? Source { get; init; }

    /// <summary>The destination as it was seen (for a move: at the old name); apply refuses when it has changed since.</summary>
    public Entry? Destination { get; init; }

    /// <summary>What was agreed on before.</summary>
    public BaselineEntry? Baseline { get; init; }

    /// <summary>The metadata to be set.</summary>
    public Metadata? Metadata { get; init; }

    /// <summary>
    /// Content is compared before any is moved: with the recorded hash where there is one, else by reading both sides. When it is the
    /// same, only metadata is set and recorded.
    /// </summary>
    public bool CompareContent { get; init; }

    /// <summary>Why, for people: the rule or difference that led to it.</summary>
    public required string Reason { get; init; }

    /// <summary>Bytes of content it moves.</summary>
    public long Bytes => Kind is OperationKind.Create or OperationKind.Replace or OperationKind.Check ? Source?.Size ?? 0 : 0;

    /// <summary>Whether it is about a directory: then its name sorts as one.</summary>
    public bool IsOfDirectory => Kind is OperationKind.MakeDirectory or OperationKind.RemoveDirectory or OperationKind.FinishDirectory
        || (Source?.IsDirectory ?? Destination?.IsDirectory ?? Baseline?.IsDirectory ?? false);

    /// <summary>Whether it changes anything outside Holdfast's own records.</summary>
    public bool Touches => Kind is not (OperationKind.Adopt or OperationKind.Forget or OperationKind.Check or OperationKind.Vacate);
}

/// <summary>How an operation ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Not tried yet.</summary>
    Planned = 0,

    /// <summary>Done, durable and recorded.</summary>
    Done = 1,

    /// <summary>Not done because the world no longer is as the plan saw it; a later run looks again.</summary>
    Changed = 2,

    /// <summary>Not done because of an error.</summary>
    Failed = 3,

    /// <summary>Not done, on purpose, and a finding says why.</summary>
    Skipped = 4,
}

/// <summary>How one operation ended, with the cause when it did not succeed.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="Message">The cause, naming file, store and error; null when done.</param>
/// <param name="Written">What now stands in the destination, when something was written.</param>
/// <param name="Hash">Hash of the content moved or read, when there was any.</param>
/// <param name="TrashPath">Where the trash keeps what was there before, relative to the store's trash, when something was put there.</param>
public sealed record Outcome(Operation Operation, OutcomeKind Kind, string? Message = null, Entry? Written = null, ContentHash? Hash = null, TreePath? TrashPath = null)
{
    /// <summary>The source as it was when it was read; null when it was not read.</summary>
    public Entry? SourceRead { get; init; }

    /// <summary>Whether it failed for a reason that may pass: the same is worth another try.</summary>
    public bool MayPass { get; init; }

    /// <summary>What the destination looked like before, when metadata was set or something removed.</summary>
    public Entry? Before { get; init; }
}
