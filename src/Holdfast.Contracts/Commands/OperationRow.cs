namespace Holdfast.Contracts.Commands;

/// <summary>One step of a plan, or how it ended.</summary>
public sealed record OperationRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Operation;

    /// <summary>Id of the run whose plan it is part of.</summary>
    public required string Run { get; init; }

    /// <summary>Its number in the plan, from 1.</summary>
    public long Seq { get; init; }

    /// <summary>What is done: <c>create</c>, <c>replace</c>, <c>remove</c>, <c>move</c>, <c>link</c>, <c>make-directory</c>, <c>remove-directory</c>, <c>set-metadata</c>, <c>adopt</c>, <c>check</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The name it is done to, below the store's root; what is not UTF-8 in it is replaced, and <see cref="PathB64"/> has the bytes.</summary>
    public required string Path { get; init; }

    /// <summary>The name's bytes in base 64; null when it is UTF-8.</summary>
    public string? PathB64 { get; init; }

    /// <summary>For a move the old name, for a link the name that exists already; else null.</summary>
    public string? From { get; init; }

    /// <summary>The bytes of <see cref="From"/> in base 64; null when it is UTF-8.</summary>
    public string? FromB64 { get; init; }

    /// <summary>Bytes of content it moves.</summary>
    public long Bytes { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>What the destination would be given, or an identity of what was seen there, so that two plans that look alike can be told apart; null when nothing more is to be said.</summary>
    public string? Detail { get; init; }

    /// <summary>How it ended: <c>done</c>, <c>changed</c>, <c>failed</c>, <c>skipped</c>; null when it was not tried.</summary>
    public string? Outcome { get; init; }

    /// <summary>The cause when it did not succeed; null otherwise.</summary>
    public string? Message { get; init; }
}
