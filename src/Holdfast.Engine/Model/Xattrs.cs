using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Holdfast.Engine.Model;

/// <summary>The extended attributes of one entry: name to value, ordered by name, and whether an ACL stands beside them.</summary>
/// <param name="Values">Attributes that are carried, by name; ordinal order.</param>
/// <param name="HasAcl">Whether the entry has a POSIX ACL beyond its mode bits, or a directory a default ACL.</param>
public sealed record Xattrs(ImmutableSortedDictionary<string, ImmutableArray<byte>> Values, bool HasAcl = false)
{
    /// <summary>
    /// What an ACL really lets the owning group do, as rwx bits; null without an ACL or when it was not asked for. The mode then
    /// shows the list's mask in its group bits, which may be more.
    /// </summary>
    public int? OwningGroup { get; init; }

    /// <summary>No attributes at all.</summary>
    public static Xattrs None { get; } = new(ImmutableSortedDictionary.Create<string, ImmutableArray<byte>>(StringComparer.Ordinal));

    /// <summary>SHA-256 over names and values (each preceded by its length), or empty when there are none.</summary>
    public ReadOnlyMemory<byte> Digest()
    {
        if (Values.IsEmpty) return ReadOnlyMemory<byte>.Empty;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in Values)
        {
            Append(hash, System.Text.Encoding.UTF8.GetBytes(name));
            Append(hash, value.AsSpan());
        }
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
