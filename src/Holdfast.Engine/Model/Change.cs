namespace Holdfast.Engine.Model;

/// <summary>How one side of a name stands against the baseline.</summary>
public enum SideState : byte
{
    /// <summary>Not there and never agreed on.</summary>
    Absent,

    /// <summary>Cannot be told: it lies below a directory that could not be listed.</summary>
    Unknown,

    /// <summary>There, as agreed.</summary>
    Same,

    /// <summary>There, and only the status-change time (or a racy stamp) differs: look closer.</summary>
    Suspect,

    /// <summary>There, with the same content and other metadata.</summary>
    Metadata,

    /// <summary>There, with other content, or another kind of thing.</summary>
    Content,

    /// <summary>There, and never agreed on.</summary>
    Added,

    /// <summary>Agreed on, and no longer there.</summary>
    Removed,
}

/// <summary>One name for which not everything is as it was agreed on.</summary>
public sealed record Change
{
    /// <summary>The name.</summary>
    public required TreePath Path { get; init; }

    /// <summary>Whether the name stands for a directory. A file and a directory of one name are two changes.</summary>
    public required bool IsDirectory { get; init; }

    /// <summary>What was agreed on, if anything.</summary>
    public BaselineEntry? Baseline { get; init; }

    /// <summary>What the source has, if anything.</summary>
    public Entry? Source { get; init; }

    /// <summary>What the destination has, if anything.</summary>
    public Entry? Destination { get; init; }

    /// <summary>The source against the baseline.</summary>
    public required SideState SourceState { get; init; }

    /// <summary>The destination against the baseline.</summary>
    public required SideState DestinationState { get; init; }
}
