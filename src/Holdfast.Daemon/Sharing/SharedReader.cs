using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Sharing;

/// <summary>One party's way through a file that is read for several. When what comes next is no longer kept it reads on alone, as long as the file is still the same.</summary>
internal sealed class SharedReader(IStore store, SharedReads reads, SharedContent content, int party) : IContentReader
{
    private const int Piece = 64 * 1024;
    private IContentReader? _alone;
    private long _block;
    private int _within;
    private long _offset;

    /// <inheritdoc/>
    public Entry Entry { get; } = content.Entry!;

    /// <inheritdoc/>
    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty) return default;
        while (_alone is null)
        {
            var (what, block) = Look(buffer);
            if (what == Ahead.Block) return Count(block);
            if (what == Ahead.End) return default;
            if (what == Ahead.Lost) await GoAloneAsync(cancellation);
            else if (await PullAsync(buffer, cancellation) is { } read) return Count(read);
        }
        return Count(await _alone.ReadAsync(buffer, cancellation));
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation)
    {
        if (_alone is not null) return await _alone.StatAsync(cancellation);
        await content.Turn.WaitAsync(cancellation);
        try { return content.AtEnd ?? await (content.Reader?.StatAsync(cancellation) ?? ValueTask.FromResult(Entry)); }
        finally { content.Turn.Release(); }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        reads.Finished(content, party);
        if (_alone is not null) await _alone.DisposeAsync();
        bool isLast;
        lock (reads.Gate) isLast = content.Positions.Values.All(position => position == long.MaxValue);
        if (!isLast) return;
        // What nobody read to its end nobody can take up there.
        if (content.AtEnd is null) reads.Forget(content);
        await content.CloseAsync();
    }

    private (Ahead What, ContentBlock Block) Look(Memory<byte> buffer)
    {
        ContentBlock taken;
        lock (reads.Gate)
        {
            if (_block < content.First || (content.IsBroken && _block >= content.Next)) return (Ahead.Lost, default);
            if (_block >= content.Next) return (content.AtEnd is null ? Ahead.Unread : Ahead.End, default);
            var (data, block) = content.At(_block);
            taken = block.Hole > 0 ? block : new ContentBlock(Math.Min(buffer.Length, data.Length - _within), 0);
            data.AsMemory(_within, taken.Length).CopyTo(buffer);
            _within += taken.Length;
            if (_within == data.Length) (_block, _within) = (_block + 1, 0);
        }
        reads.Moved(content, party, _block);
        return (Ahead.Block, taken);
    }

    // Reads the next block for all; null when somebody else did meanwhile.
    private async ValueTask<ContentBlock?> PullAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await content.Turn.WaitAsync(cancellation);
        try
        {
            lock (reads.Gate)
            {
                if (_block != content.Next || content.AtEnd is not null || content.IsBroken) return null;
            }
            var block = await content.Reader!.ReadAsync(buffer, cancellation);
            if (block.IsEnd)
            {
                await content.EndAsync(cancellation);
                return block;
            }
            await reads.ReserveAsync(block.Length, cancellation);
            reads.Keep(content, buffer[..block.Length].ToArray(), block);
            reads.Moved(content, party, ++_block);
            return block;
        }
        catch
        {
            // Where the reader stands now nobody knows; the others read on by themselves.
            reads.Forget(content);
            await content.CloseAsync();
            throw;
        }
        finally { content.Turn.Release(); }
    }

    private async ValueTask GoAloneAsync(CancellationToken cancellation)
    {
        reads.Finished(content, party);
        if (content.IsBroken) await CloseBrokenAsync(cancellation);
        var alone = await store.OpenReadAsync(content.Expected, cancellation);
        try
        {
            if (!IsSame(alone.Entry)) throw new WorldChangedException(store.Facts.Name, Entry.Path, "it changed while it was read");
            await SkipAsync(alone, cancellation);
            _alone = alone;
        }
        catch
        {
            await alone.DisposeAsync();
            throw;
        }
    }

    // Who waited for its opening may have opened it again.
    private async ValueTask CloseBrokenAsync(CancellationToken cancellation)
    {
        await content.Turn.WaitAsync(cancellation);
        try { await content.CloseAsync(); }
        finally { content.Turn.Release(); }
    }

    private async ValueTask SkipAsync(IContentReader alone, CancellationToken cancellation)
    {
        var rest = new byte[Piece];
        for (var left = _offset; left > 0;)
        {
            var block = await alone.ReadAsync(rest.AsMemory(0, (int)Math.Min(left, Piece)), cancellation);
            if (block.IsEnd || block.Hole > left) throw new WorldChangedException(store.Facts.Name, Entry.Path, "it changed while it was read");
            left -= block.Length + block.Hole;
        }
    }

    private enum Ahead : byte
    {
        Block,
        End,
        Lost,
        Unread,
    }

    private bool IsSame(Entry now) => now.Kind == Entry.Kind && now.Inode == Entry.Inode && now.Size == Entry.Size && now.Mtime == Entry.Mtime;

    private ContentBlock Count(ContentBlock block)
    {
        _offset += block.Length + block.Hole;
        return block;
    }
}
