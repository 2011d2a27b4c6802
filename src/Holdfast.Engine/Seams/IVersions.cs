using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Something the trash of a store keeps.</summary>
/// <param name="Run">The run that put it there.</param>
/// <param name="Seq">Number of the operation that did.</param>
/// <param name="Path">The name under which it stood.</param>
/// <param name="Place">Where it lies, relative to the trash.</param>
/// <param name="Was">What it was; null when that is not known.</param>
/// <param name="Span">From when to when it stood.</param>
public sealed record TrashedVersion(string Run, long Seq, TreePath Path, TreePath Place, Entry? Was, VersionSpan Span);

/// <summary>A file that was given another name inside a store.</summary>
/// <param name="From">The old name.</param>
/// <param name="To">The new one.</param>
/// <param name="At">When the run that did it began, seconds since 1970-01-01 UTC.</param>
public sealed record Renamed(TreePath From, TreePath To, long At);

/// <summary>What is known of versions: what trashes keep, what was renamed, and what sources no longer have.</summary>
public interface IVersions
{
    /// <summary>What the trash of a store keeps, by name and then the oldest first.</summary>
    IAsyncEnumerable<TrashedVersion> ReadAsync(string store, CancellationToken cancellation);

    /// <summary>Notes that the trash no longer keeps some of it.</summary>
    ValueTask ForgetAsync(IReadOnlyList<TrashedVersion> versions, CancellationToken cancellation);

    /// <summary>What was renamed in a store by runs that began after a moment, the newest first.</summary>
    ValueTask<IReadOnlyList<Renamed>> RenamedAsync(string store, long after, CancellationToken cancellation);

    /// <summary>Names that the source of a leg no longer had at a moment, in order; at most so many.</summary>
    ValueTask<IReadOnlyList<BaselineEntry>> GoneAsync(Leg leg, long before, int limit, CancellationToken cancellation);
}
