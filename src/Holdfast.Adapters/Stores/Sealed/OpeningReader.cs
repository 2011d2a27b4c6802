using System.Buffers;
using Holdfast.Adapters.Sealing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>
/// Content on its way out of the store. Nothing of a chunk is handed over before the whole chunk is proven, and the end is told only when it is proven to be
/// the end: whoever reads to the end without an error has what was written.
/// </summary>
internal sealed class OpeningReader : IContentReader
{
    private const int MostChunks = 7;
    private readonly IContentReader _content;
    private readonly string _store;
    private readonly IReadOnlyList<SealKey> _keys;
    private readonly Func<Entry, Entry> _open;
    private readonly byte[] _sealed;
    private readonly byte[] _plain;
    private readonly int _room;
    private ChunkCipher? _cipher;
    private ReadOnlyMemory<byte> _due;
    private int _from;
    private int _to;
    private bool _hasEnded;
    private bool _isDone;

    /// <summary>Takes what was opened.</summary>
    /// <param name="store">Name of the store, for errors.</param>
    /// <param name="content">The encrypted content; disposed with this.</param>
    /// <param name="keys">Keys it may be encrypted with.</param>
    /// <param name="open">Makes entries of the store what people know.</param>
    public OpeningReader(string store, IContentReader content, IReadOnlyList<SealKey> keys, Func<Entry, Entry> open)
    {
        (_store, _content, _keys, _open, Entry) = (store, content, keys, open, open(content.Entry));
        _room = (int)Math.Clamp((content.Entry.Size + SealFormat.SealedChunkSize) / SealFormat.SealedChunkSize, 1, MostChunks) * SealFormat.SealedChunkSize + 1;
        _sealed = ArrayPool<byte>.Shared.Rent(_room);
        _plain = ArrayPool<byte>.Shared.Rent(SealFormat.ChunkSize);
    }

    public Entry Entry { get; }

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
            // What is there goes on its way before more is waited for.
            if (_isDone || (written > 0 && !HasChunk)) break;
            try
            {
                if (_cipher is null) await BeginAsync(cancellation);
                await FillAsync(SealFormat.SealedChunkSize, cancellation);
                written += Open(buffer.Span[written..]);
            }
            catch (SealException e) { throw new StoreException(_store, Entry.Path, StoreFault.Other, e.Message, e); }
            catch (StoreException e) { throw SealedErrors.Named(e, _store, Entry.Path); }
        }
        return new ContentBlock(written, 0);
    }

    public async ValueTask<Entry> StatAsync(CancellationToken cancellation) => _open(await _content.StatAsync(cancellation));

    public async ValueTask DisposeAsync()
    {
        _cipher?.Dispose();
        ArrayPool<byte>.Shared.Return(_sealed);
        ArrayPool<byte>.Shared.Return(_plain);
        await _content.DisposeAsync();
    }

    private bool HasChunk => _to - _from > SealFormat.SealedChunkSize;

    private async ValueTask BeginAsync(CancellationToken cancellation)
    {
        await FillAsync(SealFormat.HeaderSize - 1, cancellation);
        if (_to < SealFormat.HeaderSize) throw new SealException("it is too short to be encrypted by Holdfast");
        var header = _sealed.AsSpan(0, SealFormat.HeaderSize);
        _cipher = new ChunkCipher(SealFormat.KeyOf(header, _keys), header);
        _from = SealFormat.HeaderSize;
    }

    private int Open(Span<byte> to)
    {
        var length = Math.Min(_to - _from, SealFormat.SealedChunkSize);
        var isLast = _hasEnded && _to - _from == length;
        var plain = Math.Max(0, length - SealFormat.TagSize);
        var isFitting = to.Length >= plain;
        _cipher!.Open(_sealed.AsSpan(_from, length), isLast, isFitting ? to[..plain] : _plain);
        (_from, _isDone) = (_from + length, isLast);
        if (isFitting) return plain;
        _due = _plain.AsMemory(0, plain);
        return 0;
    }

    // More bytes than these, or all there are.
    private async ValueTask FillAsync(int more, CancellationToken cancellation)
    {
        if (_hasEnded || _to - _from > more) return;
        _sealed.AsSpan(_from, _to - _from).CopyTo(_sealed);
        (_from, _to) = (0, _to - _from);
        while (!_hasEnded && _to <= more)
        {
            var block = await _content.ReadAsync(_sealed.AsMemory(_to, _room - _to), cancellation);
            if (block.Hole > 0) throw new SealException("its content is damaged: there is a hole in it, and nothing encrypted has one");
            _hasEnded = block.IsEnd;
            _to += block.Length;
        }
    }
}
