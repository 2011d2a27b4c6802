namespace Holdfast.Adapters.Sealing;

/// <summary>Encrypts and decrypts whole streams, in the same format as the files of an encrypted store.</summary>
public static class SealedStream
{
    /// <summary>Encrypts all of a stream.</summary>
    /// <param name="plain">Read to its end.</param>
    /// <param name="to">Takes what is encrypted; neither flushed nor closed.</param>
    /// <param name="key">The key.</param>
    /// <param name="chance">Makes the salt.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task SealAsync(Stream plain, Stream to, SealKey key, Chance chance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(to);
        var header = new byte[SealFormat.HeaderSize];
        SealFormat.WriteHeader(header, key, chance);
        await to.WriteAsync(header, cancellation);
        using var cipher = new ChunkCipher(key, header);
        // One byte more than a chunk tells whether another follows.
        var (held, made) = (new byte[SealFormat.ChunkSize + 1], new byte[SealFormat.SealedChunkSize]);
        for (var length = 0; ;)
        {
            length += await plain.ReadAtLeastAsync(held.AsMemory(length), held.Length - length, throwOnEndOfStream: false, cancellation);
            var isLast = length < held.Length;
            var taken = Math.Min(length, SealFormat.ChunkSize);
            cipher.Seal(held.AsSpan(0, taken), isLast, made);
            await to.WriteAsync(made.AsMemory(0, taken + SealFormat.TagSize), cancellation);
            if (isLast) return;
            held[0] = held[taken];
            length = 1;
        }
    }

    /// <summary>Decrypts all of a stream. What was written so far is worth nothing when it throws: only the end proves that it is the whole.</summary>
    /// <param name="from">Read to its end.</param>
    /// <param name="plain">Takes the content; neither flushed nor closed.</param>
    /// <param name="keys">Keys it may be encrypted with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SealException">It is of another key, damaged, changed or cut off.</exception>
    public static async Task OpenAsync(Stream from, Stream plain, IReadOnlyList<SealKey> keys, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(plain);
        var header = new byte[SealFormat.HeaderSize];
        if (await from.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation) < header.Length) throw new SealException("it is too short to be encrypted by Holdfast");
        using var cipher = new ChunkCipher(SealFormat.KeyOf(header, keys), header);
        var (held, content) = (new byte[SealFormat.SealedChunkSize + 1], new byte[SealFormat.ChunkSize]);
        for (var length = 0; ;)
        {
            length += await from.ReadAtLeastAsync(held.AsMemory(length), held.Length - length, throwOnEndOfStream: false, cancellation);
            var isLast = length < held.Length;
            var taken = Math.Min(length, SealFormat.SealedChunkSize);
            cipher.Open(held.AsSpan(0, taken), isLast, content);
            await plain.WriteAsync(content.AsMemory(0, taken - SealFormat.TagSize), cancellation);
            if (isLast) return;
            held[0] = held[taken];
            length = 1;
        }
    }
}
