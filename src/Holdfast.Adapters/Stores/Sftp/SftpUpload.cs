using System.Buffers;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Sends one file to a temporary name, many pieces under way at once, and has it made durable as it grows. Pieces are kept until the server
/// has acknowledged them: when the connection is lost they are sent again on the next one, and the content goes on where it was, once what was
/// acknowledged and is not known to be durable has been restored. So all that ever gets its name was made durable by a handle that tells of every failure to write it.
/// </summary>
/// <param name="service">The server.</param>
/// <param name="place">The temporary name.</param>
/// <param name="request">What is written.</param>
/// <param name="owner">Whether owners are set.</param>
/// <param name="options">How durable it is made.</param>
/// <param name="mayWait">Whether a small file may stay open, to be made durable together with others.</param>
/// <param name="bandwidth">What may be sent in a second.</param>
internal sealed class SftpUpload(SftpService service, byte[] place, WriteRequest request, bool owner, SftpStoreOptions options, bool mayWait, Bandwidth bandwidth) : IDisposable
{
    // What is larger takes the disk longer than the waiting would spare.
    private const long LargestThatWaits = 1 << 20;
    private readonly Queue<Piece> _sent = new();
    private readonly SftpUnsettled _unsettled = new(service, request.Wanted.Path, bandwidth, options.Time);
    private readonly TreePath _path = request.Wanted.Path;
    private long _unsynced;
    private long _offset;
    private long _acknowledged;
    private long _dataEnd;
    private bool _isRead = request.Content is null;

    /// <summary>Sends all of it and sets its metadata.</summary>
    /// <returns>What lies under the temporary name, and the hash of what was sent.</returns>
    public async ValueTask<(SftpSent Sent, ContentHash Hash)> RunAsync(CancellationToken cancellation)
    {
        if (request.Content is not { } content) return (await service.CarryAsync("write", _path, 0, (session, number, token) => SendAsync(session, null, number.MayHaveBeenDone, token, cancellation), cancellation), ContentHash.Empty);
        using var hasher = new ContentHasher(ContentHasher.KindFor(content.Entry));
        var made = await service.CarryAsync("write", _path, content.Entry.Size, (session, number, token) => SendAsync(session, hasher, number.MayHaveBeenDone, token, cancellation), cancellation);
        return (made, hasher.Finish());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_sent.TryDequeue(out var piece)) piece.Dispose();
    }

    private async Task<SftpSent> SendAsync(SftpSession session, ContentHasher? hasher, bool isAgain, CancellationToken tryToken, CancellationToken cancellation)
    {
        var opening = session.OpenAsync(place, OpenMode.Write | OpenMode.Create | (isAgain ? OpenMode.Read : OpenMode.Exclusive), 0x180, tryToken);
        var handle = await ReadFirstAsync(session, opening, hasher, cancellation);
        SftpAttributes attributes;
        SftpEnding ending;
        try
        {
            if (isAgain) await RestoreAsync(session, handle, tryToken);
            foreach (var piece in _sent) Post(session, handle, piece);
            while (!_isRead)
            {
                // Reading is not to be done where answers are taken. What was read from the source is never read again, so that only the caller ends the reading.
                await Task.Yield();
                while (!_isRead && _sent.Count < Math.Max(2, options.Ahead / (int)session.WritePiece))
                {
                    if (await ReadAsync(session.WritePiece, hasher!, cancellation) is { } piece) Post(session, handle, piece);
                }
                if (!_isRead) await AcknowledgeAsync(session, tryToken);
            }
            attributes = SftpEntries.Wanted(request.Wanted, owner);
            // A hole at the end is there by the size alone.
            if (_dataEnd < _offset) attributes = attributes with { Size = (ulong)_offset };
            if (mayWait && options.Syncs && _offset <= LargestThatWaits && session.TryHold()) return await LeaveOpenAsync(session, handle, attributes, tryToken);
            ending = session.End(handle, attributes, options.Syncs);
        }
        catch
        {
            if (session.IsAlive) session.Close(handle);
            throw;
        }
        using (ending)
        {
            while (_sent.Count > 0) await AcknowledgeAsync(session, tryToken);
            return new SftpSent(await ending.WaitAsync(_path, _offset, tryToken), null);
        }
    }

    private async ValueTask<SftpSent> LeaveOpenAsync(SftpSession session, SftpHandle handle, SftpAttributes attributes, CancellationToken cancellation)
    {
        try
        {
            // What would be set of a file after all were written out would have to be written once more.
            var set = session.SetAsync(handle, attributes, cancellation).AsTask();
            try { while (_sent.Count > 0) await AcknowledgeAsync(session, cancellation); }
            finally { await set; }
            return new SftpSent(null, new SftpOpenFile(session, handle, _path, _offset));
        }
        catch
        {
            session.Release();
            throw;
        }
    }

    private async ValueTask AcknowledgeAsync(SftpSession session, CancellationToken cancellation)
    {
        var first = _sent.Peek();
        (await first.Answer!.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        if (first.Sync is not null) (await first.Sync.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        using var piece = _sent.Dequeue();
        _acknowledged = piece.Offset + piece.Length;
        if (piece.Sync is not null) _unsettled.Settle();
        else _unsettled.Add(piece.Offset, piece.Bytes);
        if (!CanSync(session)) _unsettled.SettleOld();
    }

    /// <summary>Reads the first piece of the content while the server opens the file.</summary>
    private async ValueTask<SftpHandle> ReadFirstAsync(SftpSession session, Task<SftpHandle> opening, ContentHasher? hasher, CancellationToken cancellation)
    {
        try
        {
            if (!_isRead && _sent.Count == 0) await ReadAsync(session.WritePiece, hasher!, cancellation);
        }
        catch
        {
            _ = CloseAsync(session, opening);
            throw;
        }
        return await opening;
    }

    private static async Task CloseAsync(SftpSession session, Task<SftpHandle> opening)
    {
        try { session.Close(await opening); }
        catch (Exception e) when (e is IOException or OperationCanceledException) { /* then there is nothing to close */ }
    }

    /// <summary>Makes sure that what was acknowledged on another connection is there, and that this one answers for it.</summary>
    private async ValueTask RestoreAsync(SftpSession session, SftpHandle handle, CancellationToken cancellation)
    {
        var there = await session.FStatAsync(handle, cancellation);
        if ((long)(there.Size ?? 0) < _acknowledged) throw service.Lost(_path, "the server lost what it had acknowledged: it was started anew in between");
        await _unsettled.RestoreAsync(session, handle, cancellation);
        _unsynced = _unsettled.Bytes;
    }

    private bool CanSync(SftpSession session) => options.Syncs && session.Knows(Extensions.FSync);

    private void Post(SftpSession session, SftpHandle handle, Piece piece)
    {
        piece.Forget();
        piece.Answer = session.PostWrite(handle, piece.Offset, piece.Bytes);
        _unsynced += piece.Length;
        if (_unsynced < options.SyncEvery || !CanSync(session)) return;
        piece.Sync = session.PostSync(handle);
        _unsynced = 0;
    }

    /// <summary>Reads the next piece of the content; null when only a hole is left, or nothing.</summary>
    private async ValueTask<Piece?> ReadAsync(uint most, ContentHasher hasher, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)most);
        var (offset, length) = (_offset, 0);
        try
        {
            while (length < most)
            {
                var block = await request.Content!.ReadAsync(buffer.AsMemory(length, (int)most - length), cancellation);
                if (block.IsEnd)
                {
                    _isRead = true;
                    break;
                }
                hasher.Append(buffer.AsSpan(length, block.Length));
                hasher.AppendHole(block.Hole);
                _offset += block.Length + block.Hole;
                length += block.Length;
                if (block.Hole > 0) break;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
        await bandwidth.TakeAsync(length, cancellation);
        if (length == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
        var piece = new Piece(buffer, length, offset);
        _sent.Enqueue(piece);
        _dataEnd = offset + length;
        return piece;
    }

    private sealed class Piece(byte[] buffer, int length, long offset) : IDisposable
    {
        public long Offset => offset;

        public int Length => length;

        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

        /// <summary>The server's, once it was sent.</summary>
        public Task<SftpReply>? Answer { get; set; }

        /// <summary>Whether it and all before it are durable; null where that was not asked.</summary>
        public Task<SftpReply>? Sync { get; set; }

        /// <summary>Forgets what was asked of it.</summary>
        public void Forget()
        {
            if (Answer is not null) _ = SftpConnection.DropAsync(Answer);
            if (Sync is not null) _ = SftpConnection.DropAsync(Sync);
            (Answer, Sync) = (null, null);
        }

        public void Dispose()
        {
            Forget();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
