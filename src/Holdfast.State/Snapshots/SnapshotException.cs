namespace Holdfast.State.Snapshots;

/// <summary>Why no snapshot could be taken.</summary>
public enum SnapshotFault : byte
{
    /// <summary>Anything else.</summary>
    Failed,

    /// <summary>Others keep it locked, or change it faster than it can be copied.</summary>
    Busy,

    /// <summary>SQLite does not take it for a database.</summary>
    NotADatabase,

    /// <summary>It is damaged.</summary>
    Damaged,

    /// <summary>There is no room for the copy.</summary>
    Full,

    /// <summary>A change of it was cut off, and reading it would finish or undo that first.</summary>
    Unfinished,
}

/// <summary>A snapshot of a database could not be taken.</summary>
public sealed class SnapshotException(SnapshotFault fault, string message) : IOException(message)
{
    /// <summary>Why.</summary>
    public SnapshotFault Fault { get; } = fault;
}
