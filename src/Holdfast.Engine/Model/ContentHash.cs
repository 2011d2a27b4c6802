using System.Security.Cryptography;

namespace Holdfast.Engine.Model;

/// <summary>How a content hash was taken.</summary>
public enum HashKind : byte
{
    /// <summary>SHA-256 of all bytes in order.</summary>
    Sha256 = 1,

    /// <summary>
    /// SHA-256 over the aligned 1 MiB blocks that are not all zero, each preceded by its index (8 bytes, little-endian), and
    /// at the end the file's size. Taken of huge files that are nearly all holes, where hashing the zeros would take hours.
    /// It depends on the content alone, not on where the holes are.
    /// </summary>
    Sha256Sparse = 2,
}

/// <summary>SHA-256 of each of the pieces of a content, in order: with them damage is not only seen, but found.</summary>
/// <param name="Size">Bytes of a piece; the last may be shorter.</param>
/// <param name="Values">32 bytes for each.</param>
public sealed record PartHashes(long Size, ReadOnlyMemory<byte> Values)
{
    /// <summary>The first piece that is another one there; null when none is, or the pieces are of another size.</summary>
    public (long From, long To)? FirstDifference(PartHashes? other)
    {
        if (other is null || other.Size != Size) return null;
        var same = Values.Span.CommonPrefixLength(other.Values.Span);
        return same == Values.Length && same == other.Values.Length ? null : (same / SHA256.HashSizeInBytes * Size, (same / SHA256.HashSizeInBytes + 1) * Size - 1);
    }
}

/// <summary>The hash of a file's content.</summary>
/// <param name="Kind">How it was taken; hashes of different kinds say nothing about each other.</param>
/// <param name="Value">32 bytes.</param>
public sealed record ContentHash(HashKind Kind, ReadOnlyMemory<byte> Value)
{
    /// <summary>Hashes of its pieces, where the content was sent or read in such; they take no part in a comparison.</summary>
    public PartHashes? Parts { get; init; }

    /// <summary>The hash of no bytes.</summary>
    public static ContentHash Empty { get; } = new(HashKind.Sha256, SHA256.HashData([]));

    /// <inheritdoc/>
    public bool Equals(ContentHash? other) => other is not null && Kind == other.Kind && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.Length < 4 ? 0 : BitConverter.ToInt32(Value.Span);

    /// <summary><c>sha256:…</c> or <c>sha256-sparse:…</c>, lower-case hexadecimal.</summary>
    public override string ToString() => (Kind == HashKind.Sha256 ? "sha256:" : "sha256-sparse:") + Convert.ToHexStringLower(Value.Span);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static ContentHash Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? default : text[..colon] switch { "sha256" => HashKind.Sha256, "sha256-sparse" => HashKind.Sha256Sparse, _ => default };
        return kind == default || text.Length != colon + 65
            ? throw new FormatException($"not a content hash: '{text}'; expected sha256: and 64 hexadecimal digits")
            : new ContentHash(kind, Convert.FromHexString(text.AsSpan(colon + 1)));
    }
}
