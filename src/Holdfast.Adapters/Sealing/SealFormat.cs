namespace Holdfast.Adapters.Sealing;

/// <summary>
/// How encrypted content looks: a header of 48 bytes (magic and version, the key's id, a salt), then chunks of at most 64 KiB, each followed by
/// its tag. What is not full is the last one; only an empty content has an empty chunk. So sizes can be told from one another.
/// </summary>
public static class SealFormat
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 8 + SealKey.IdSize + SaltSize;

    /// <summary>Bytes of content in a chunk.</summary>
    public const int ChunkSize = 64 << 10;

    /// <summary>Bytes of the tag behind each chunk.</summary>
    public const int TagSize = 16;

    /// <summary>Bytes of a chunk with its tag.</summary>
    internal const int SealedChunkSize = ChunkSize + TagSize;

    /// <summary>Bytes of the salt.</summary>
    internal const int SaltSize = 32;

    private static ReadOnlySpan<byte> Magic => "hfcrypt"u8;

    /// <summary>Bytes that so many bytes of content take when they are encrypted.</summary>
    public static long SealedSize(long plain) => HeaderSize + plain + TagSize * Math.Max(1, (plain + ChunkSize - 1) / ChunkSize);

    /// <summary>Bytes of content in so many bytes of what is encrypted; null when nothing encrypted has that size.</summary>
    public static long? PlainSize(long sealedSize)
    {
        var body = sealedSize - HeaderSize;
        if (body < TagSize) return null;
        var plain = body - TagSize * ((body + SealedChunkSize - 1) / SealedChunkSize);
        return plain >= 0 && SealedSize(plain) == sealedSize ? plain : null;
    }

    /// <summary>Writes a header.</summary>
    internal static void WriteHeader(Span<byte> header, SealKey key, Chance chance)
    {
        Magic.CopyTo(header);
        header[7] = Version;
        key.Mark.CopyTo(header[8..]);
        chance(header.Slice(8 + SealKey.IdSize, SaltSize));
    }

    /// <summary>The key of a header, out of those there are.</summary>
    /// <exception cref="SealException">It is no header, a newer one, or of a key that is not there.</exception>
    internal static SealKey KeyOf(ReadOnlySpan<byte> header, IReadOnlyList<SealKey> keys)
    {
        if (!header.StartsWith(Magic)) throw new SealException("it is not encrypted, or not by Holdfast");
        if (header[7] > Version) throw new SealException($"it is encrypted in format {header[7]}, this program knows {Version}: use a newer Holdfast");
        var mark = header.Slice(8, SealKey.IdSize);
        foreach (var key in keys) if (mark.SequenceEqual(key.Mark)) return key;
        throw new SealException($"it is encrypted with key {Convert.ToHexStringLower(mark)}, and there is only {string.Join(", ", keys.Select(key => key.Id))}");
    }

    /// <summary>The salt of a header.</summary>
    internal static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> header) => header.Slice(8 + SealKey.IdSize, SaltSize);
}
