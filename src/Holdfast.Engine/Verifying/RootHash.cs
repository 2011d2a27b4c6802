using Holdfast.Engine.Model;

namespace Holdfast.Engine.Verifying;

/// <summary>Which side of a baseline is meant.</summary>
public enum TreeSide : byte
{
    /// <summary>The source, as it was when it was last agreed on.</summary>
    Source,

    /// <summary>The destination, as it was when it was last agreed on.</summary>
    Destination,
}

/// <summary>The two hashes of one directory and all below it.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Content">Its content node, 32 bytes.</param>
/// <param name="Metadata">Its metadata node, 32 bytes.</param>
public readonly record struct DirectoryHash(TreePath Path, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Metadata);

/// <summary>
/// One hash for everything a tree holds and one for how it is dressed. Two trees with the same content hash have the same
/// names, kinds, contents and link targets; with the same metadata hash also the same modes, owners and times, as far as
/// both stores can keep them. Version 1; what is hashed is told in <see cref="RootHasher"/>.
/// </summary>
public sealed record RootHash
{
    /// <summary>Version of the format; hashes of different versions say nothing about each other.</summary>
    public const int Version = 1;

    /// <summary>The root directory's content node, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The root directory's metadata node, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>Names in the tree, the root left out.</summary>
    public long Entries { get; init; }

    /// <summary>Regular files among them.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of their content.</summary>
    public long Bytes { get; init; }

    /// <summary>Files whose content was never read, so that the content hash cannot vouch for them.</summary>
    public long Unread { get; init; }

    /// <summary>Files whose content was read and found right at some time.</summary>
    public long Verified { get; init; }

    /// <summary>When the file that was verified longest ago was, seconds since 1970-01-01 UTC; 0 when none ever was.</summary>
    public long OldestVerified { get; init; }

    /// <summary>When a file was verified last, seconds since 1970-01-01 UTC; 0 when none ever was.</summary>
    public long NewestVerified { get; init; }

    /// <summary>Whether the content of every file is known.</summary>
    public bool IsComplete => Unread == 0;

    /// <summary>The content hash for people: <c>sha256:…</c>.</summary>
    public string ContentText => "sha256:" + Convert.ToHexStringLower(Content.Span);

    /// <summary>The metadata hash for people: <c>sha256:…</c>.</summary>
    public string MetadataText => "sha256:" + Convert.ToHexStringLower(Metadata.Span);

    /// <summary>Takes the root hash of one side of a baseline.</summary>
    /// <param name="baseline">Rows in canonical order.</param>
    /// <param name="side">Whose metadata is hashed; the content is the same on both sides.</param>
    /// <param name="common">What both stores can keep: the rest is left out.</param>
    /// <param name="directory">Told of every directory once all below it is known, children before parents; null for nobody.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">The rows are out of order.</exception>
    public static async ValueTask<RootHash> OfAsync(IAsyncEnumerable<BaselineEntry> baseline, TreeSide side, Fidelity common, Action<DirectoryHash>? directory, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        using var hasher = new RootHasher(side, common, directory);
        await foreach (var row in baseline.WithCancellation(cancellation)) hasher.Add(row);
        return hasher.Finish();
    }
}
