using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Engine.Model;

/// <summary>Takes a <see cref="ContentHash"/> of content that comes in order, as data and holes.</summary>
public sealed class ContentHasher : IDisposable
{
    private const int Block = 1 << 20;
    private static readonly byte[] Zeros = new byte[64 * 1024];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[]? _block;
    private readonly long _partSize;
    private readonly IncrementalHash? _part;
    private readonly List<byte> _parts = [];
    private long _position;
    private bool _blockHasData;

    /// <summary>Makes a hasher of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="partSize">Bytes of the pieces that are hashed by themselves too; 0 for none. Only for <see cref="HashKind.Sha256"/>.</param>
    public ContentHasher(HashKind kind, long partSize = 0)
    {
        Kind = kind;
        _partSize = kind == HashKind.Sha256 ? partSize : 0;
        if (_partSize > 0) _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (kind == HashKind.Sha256Sparse) _block = ArrayPool<byte>.Shared.Rent(Block);
        _block?.AsSpan(0, Block).Clear();
    }

    /// <summary>How it hashes.</summary>
    public HashKind Kind { get; }

    /// <summary>The kind that fits a file: <see cref="HashKind.Sha256Sparse"/> over 4 GiB with less than an eighth of it allocated.</summary>
    public static HashKind KindFor(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Size > 4L << 30 && entry.Allocated >= 0 && entry.Allocated < entry.Size / 8 ? HashKind.Sha256Sparse : HashKind.Sha256;
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_block is null)
        {
            _hash.AppendData(data);
            AppendPart(data);
            return;
        }
        while (!data.IsEmpty)
        {
            var offset = (int)(_position % Block);
            var part = data[..Math.Min(data.Length, Block - offset)];
            part.CopyTo(_block.AsSpan(offset));
            _blockHasData |= part.ContainsAnyExcept((byte)0);
            Advance(part.Length);
            data = data[part.Length..];
        }
    }

    /// <summary>Takes a hole: so many zeros.</summary>
    public void AppendHole(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (_block is not null)
        {
            // Whole blocks of a hole leave no trace in a sparse hash: only the rest of a begun block is stepped over.
            var toBoundary = Math.Min(length, (Block - _position % Block) % Block);
            Advance(toBoundary);
            _position += (length - toBoundary) / Block * Block;
            Advance((length - toBoundary) % Block);
            return;
        }
        for (; length > 0; length -= Zeros.Length)
        {
            var zeros = Zeros.AsSpan(0, (int)Math.Min(length, Zeros.Length));
            _hash.AppendData(zeros);
            AppendPart(zeros);
        }
    }

    /// <summary>The hash of everything taken; the hasher starts afresh.</summary>
    public ContentHash Finish()
    {
        if (_block is not null)
        {
            var rest = (int)(_position % Block);
            if (rest > 0) FlushBlock(_position - rest, rest);
            Span<byte> size = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(size, _position);
            _hash.AppendData(size);
        }
        if (_part is not null && (_position % _partSize > 0 || _position == 0)) _parts.AddRange(_part.GetHashAndReset());
        var parts = _part is null ? null : new PartHashes(_partSize, _parts.ToArray());
        _parts.Clear();
        _position = 0;
        return new ContentHash(Kind, _hash.GetHashAndReset()) { Parts = parts };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _part?.Dispose();
        if (_block is not null) ArrayPool<byte>.Shared.Return(_block);
    }

    private void AppendPart(ReadOnlySpan<byte> data)
    {
        while (_part is not null && !data.IsEmpty)
        {
            var piece = data[..(int)Math.Min(data.Length, _partSize - _position % _partSize)];
            _part.AppendData(piece);
            _position += piece.Length;
            data = data[piece.Length..];
            if (_position % _partSize == 0) _parts.AddRange(_part.GetHashAndReset());
        }
        _position += data.Length;
    }

    private void Advance(long length)
    {
        if (length == 0) return;
        _position += length;
        if (_position % Block == 0) FlushBlock(_position - Block, Block);
    }

    private void FlushBlock(long start, int length)
    {
        if (!_blockHasData) return;
        Span<byte> index = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(index, start / Block);
        _hash.AppendData(index);
        _hash.AppendData(_block.AsSpan(0, length));
        _block.AsSpan(0, Block).Clear();
        _blockHasData = false;
    }
}
