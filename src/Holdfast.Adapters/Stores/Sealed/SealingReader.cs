using System.Buffers;
using Holdfast.Adapters.Sealing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>Content on its way into the store: read in plain, handed over encrypted, the hash of the plain one taken on the way. Whoever opened the inner reader disposes it.</summary>
internal sealed class SealingReader : IContentReader
{
    private const int MostChunks = 15;
    private readonly IContentReader? _content;
    private readonly ContentHasher _hasher;
    private readonly ChunkCipher _cipher;
    private readonly byte[] _plain;
    private readonly byte[] _made;
    private readonly int _room;
    private ReadOnlyMemory<byte> _due;
    private long _hole;
    private int _from;
    private int _to;
    private bool _hasEnded;
    private bool _isDone;

    /// <summary>Begins with the header.</summary>
    /// <param name="content">What is read; null for an empty file.</param>
    /// <param name="entry">The file, as it is to stand in the store.</param>
    /// <param name="key">The key.</param>
    /// <param name="chance">Makes the salt.</param>
    public SealingReader(IContentReader? content, Entry entry, SealKey key, Chance chance)
    {
        var size = content?.Entry.Size ?? 0;
        (_content, Entry, _hasEnded) = (content, entry with { Size = SealFormat.SealedSize(size), Allocated = -1, IsSizeUnknown = content?.Entry.IsSizeUnknown ?? false }, content is null);
        _hasher = new ContentHasher(content is null ? HashKind.Sha256 : ContentHasher.KindFor(content.Entry));
        // One byte more than whole chunks tells whether another follows.
        _room = (int)Math.Clamp((size + SealFormat.ChunkSize) / SealFormat.ChunkSize, 1, MostChunks) * SealFormat.ChunkSize + 1;
        _plain = ArrayPool<byte>.Shared.Rent(_room);
        _made = ArrayPool<byte>.Shared.Rent(SealFormat.SealedChunkSize);
        SealFormat.WriteHeader(_made, key, chance);
        _cipher = new ChunkCipher(key, _made.AsSpan(0, SealFormat.HeaderSize));
        _due = _made.AsMemory(0, SealFormat.HeaderSize);
        if (content is null) Hash = ContentHash.Empty;
    }

    public Entry Entry { get; }

    /// <summary>Hash of the plain content, once all of it was read.</summary>
    public ContentHash? Hash { get; private set; }

    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var written = 0;
        while (written < buffer.Length)
        {
            if (_due.Length > 0)
            {
                var part = Math.Min(_due.Length, buffer.Length - written);
                _due[..part].CopyTo(buffer[written..]);
                (_due, written) = (_due[part..], written + part);
                continue;
            }
            if (_isDone) break;
            await FillAsync(cancellation);
            written += Seal(buffer.Span[written..]);
        }
        return new ContentBlock(written, 0);
    }

    public async ValueTask<Entry> StatAsync(CancellationToken cancellation) =>
        _content is null ? Entry : Entry with { Size = SealFormat.SealedSize((await _content.StatAsync(cancellation)).Size) };

    public ValueTask DisposeAsync()
    {
        _hasher.Dispose();
        _cipher.Dispose();
        ArrayPool<byte>.Shared.Return(_plain);
        ArrayPool<byte>.Shared.Return(_made);
        return ValueTask.CompletedTask;
    }

    // One chunk: straight to where it is wanted when it fits there.
    private int Seal(Span<byte> to)
    {
        var length = Math.Min(_to - _from, SealFormat.ChunkSize);
        _isDone = _hasEnded && _to - _from == length;
        var made = length + SealFormat.TagSize;
        var isFitting = to.Length >= made;
        _cipher.Seal(_plain.AsSpan(_from, length), _isDone, isFitting ? to[..made] : _made);
        _from += length;
        if (isFitting) return made;
        _due = _made.AsMemory(0, made);
        return 0;
    }

    // More than a chunk, or all there is.
    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_hasEnded || _to - _from > SealFormat.ChunkSize) return;
        _plain.AsSpan(_from, _to - _from).CopyTo(_plain);
        (_from, _to) = (0, _to - _from);
        while (!_hasEnded && _to <= SealFormat.ChunkSize)
        {
            if (_hole > 0)
            {
                var zeros = (int)Math.Min(_hole, _room - _to);
                _plain.AsSpan(_to, zeros).Clear();
                (_to, _hole) = (_to + zeros, _hole - zeros);
                continue;
            }
            var block = await _content!.ReadAsync(_plain.AsMemory(_to, _room - _to), cancellation);
            if (block.IsEnd)
            {
                _hasEnded = true;
                continue;
            }
            if (block.Hole > 0) _hasher.AppendHole(_hole = block.Hole);
            else _hasher.Append(_plain.AsSpan(_to, block.Length));
            _to += block.Length;
        }
        if (_hasEnded) Hash = _hasher.Finish();
    }
}
