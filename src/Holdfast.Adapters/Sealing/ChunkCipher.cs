using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Adapters.Sealing;

/// <summary>
/// The chunks of one content, in order, by AES-256-GCM with a key that nothing else has. The nonce is the number of the chunk and whether it is the last;
/// the header goes into every tag. So no chunk can be changed, left out, taken twice or moved, and nothing be cut off or added, without being seen.
/// </summary>
internal sealed class ChunkCipher : IDisposable
{
    private const ulong MostChunks = 1UL << 32;
    private readonly byte[] _header;
    private readonly AesGcm _gcm;
    private ulong _next;

    /// <summary>Begins with the first chunk.</summary>
    /// <param name="key">The key.</param>
    /// <param name="header">The header of this content.</param>
    public ChunkCipher(SealKey key, ReadOnlySpan<byte> header)
    {
        _header = header.ToArray();
        var own = key.ForContent(SealFormat.SaltOf(header));
        _gcm = new AesGcm(own, SealFormat.TagSize);
        CryptographicOperations.ZeroMemory(own);
    }

    /// <summary>Chunks that were done.</summary>
    public ulong Done => _next;

    /// <summary>Encrypts the next chunk.</summary>
    /// <param name="plain">Its content.</param>
    /// <param name="isLast">Whether none follows.</param>
    /// <param name="to">Takes the chunk and its tag; as long as both.</param>
    public void Seal(ReadOnlySpan<byte> plain, bool isLast, Span<byte> to)
    {
        Span<byte> nonce = stackalloc byte[12];
        Number(nonce, isLast);
        _gcm.Encrypt(nonce, plain, to[..plain.Length], to.Slice(plain.Length, SealFormat.TagSize), _header);
    }

    /// <summary>Decrypts the next chunk.</summary>
    /// <param name="from">The chunk and its tag.</param>
    /// <param name="isLast">Whether none follows.</param>
    /// <param name="plain">Takes its content.</param>
    /// <exception cref="SealException">It is not what was encrypted there.</exception>
    public void Open(ReadOnlySpan<byte> from, bool isLast, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[12];
        Number(nonce, isLast);
        var length = from.Length - SealFormat.TagSize;
        // Only an empty content has an empty chunk: anything else was cut.
        if (length < 0 || (length == 0 && _next > 1)) throw new SealException("it was cut off");
        try { _gcm.Decrypt(nonce, from[..length], from[length..], plain[..length], _header); }
        catch (AuthenticationTagMismatchException e) { throw new SealException($"its content is damaged or was changed: chunk {_next} is not what was encrypted there{(isLast ? ", or is not the last one" : "")}", e); }
    }

    /// <inheritdoc/>
    public void Dispose() => _gcm.Dispose();

    private void Number(Span<byte> nonce, bool isLast)
    {
        if (_next == MostChunks) throw new SealException("it is longer than 256 TiB");
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], _next++);
        nonce[11] = isLast ? (byte)1 : (byte)0;
    }
}
