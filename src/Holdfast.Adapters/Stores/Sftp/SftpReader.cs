using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Reads a file with many pieces asked for ahead. A connection that is lost is made anew, and reading goes on where it was,
/// as long as the file is still the one that was opened.
/// </summary>
internal sealed class SftpReader(SftpService service, byte[] place, TreePath path, Bandwidth bandwidth) : IContentReader
{
    // About 2 MiB ahead: enough for a gigabit over 15 ms.
    private const int Ahead = 2 << 20;
    private readonly Queue<Piece> _asked = new();
    private SftpSession? _session;
    private SftpHandle _handle;
    private Entry? _entry;
    private SftpReply? _current;
    private int _taken;
    private long _next;
    private long _read;
    private bool _isAtEnd;

    /// <inheritdoc/>
    public Entry Entry => _entry ?? throw new InvalidOperationException("the file is not open");

    /// <summary>Opens it.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellation) => await service.CarryAsync("open", path, 0, async (session, _, token) =>
    {
        await OpenOnAsync(session, token);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_isAtEnd || buffer.IsEmpty) return default;
        var read = await service.CallOnAsync(() => _session, "read", path, 0, async (session, _, token) =>
        {
            if (session != _session) await OpenOnAsync(session, token);
            return await TakeAsync(buffer, token);
        }, cancellation);
        await bandwidth.TakeAsync(read, cancellation);
        return new ContentBlock(read, 0);
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation) => await service.CallOnAsync(() => _session, "look at", path, 0, async (session, _, token) =>
    {
        if (session != _session) await OpenOnAsync(session, token);
        return SftpEntries.Of(path, await session.FStatAsync(_handle, token));
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Forget();
        if (_session is { IsAlive: true } session) session.Close(_handle);
        _session = null;
        return ValueTask.CompletedTask;
    }

    private async Task OpenOnAsync(SftpSession session, CancellationToken cancellation)
    {
        Forget();
        // A FIFO would be waited for, and a device might do anything: only what is a file is opened.
        if (await session.LStatAsync(place, cancellation) is not { } listed) throw new SftpStatusException(StatusCode.NoSuchFile, "");
        if (listed.Kind != EntryKind.File) throw service.Refused(path, "only regular files are read");
        var handle = await session.OpenAsync(place, OpenMode.Read, null, cancellation);
        var entry = SftpEntries.Of(path, await session.FStatAsync(handle, cancellation));
        if (_entry is not null && !SftpEntries.IsStill(_entry, entry))
        {
            session.Close(handle);
            throw service.Changed(path, "it changed while it was read");
        }
        (_session, _handle, _next) = (session, handle, _read);
        _entry ??= entry;
    }

    /// <summary>The next bytes, and further pieces asked for.</summary>
    private async Task<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_current is null && !await NextAsync(cancellation)) return 0;
        var data = Data(_current!)[_taken..];
        var length = Math.Min(data.Length, buffer.Length);
        data[..length].CopyTo(buffer.Span);
        _taken += length;
        _read += length;
        if (length == data.Length) Drop();
        return length;
    }

    /// <summary>Waits for the next piece; false at the end of the file.</summary>
    private async Task<bool> NextAsync(CancellationToken cancellation)
    {
        Ask();
        var piece = _asked.Peek();
        var reply = await piece.Answer.WaitAsync(cancellation);
        _asked.Dequeue();
        if (reply.Says(StatusCode.EndOfFile))
        {
            reply.Dispose();
            Forget();
            if (_read < Entry.Size) throw service.Changed(path, FormattableString.Invariant($"it ends after {_read} of {Entry.Size} bytes"));
            _isAtEnd = true;
            return false;
        }
        try { reply.Expect(PacketKind.Data); }
        catch
        {
            // What lies behind it must not be taken for it by the next try.
            ForgetAsked();
            _next = _read;
            throw;
        }
        var length = Data(reply).Length;
        _current = reply;
        if (length == 0 || length > piece.Length) throw new SftpProtocolException("the server answered a read with more than was asked for, or with nothing");
        if (length == piece.Length) return true;
        // Less than was asked for: what was left out is asked for again, and all behind it.
        ForgetAsked();
        _next = _read + length;
        return true;
    }

    private void Ask()
    {
        var session = _session!;
        var most = Math.Max(2, Ahead / (int)session.ReadPiece);
        // Behind the end that was seen one piece is asked for: the file may have grown.
        while (_asked.Count == 0 || (_asked.Count < most && _next <= Entry.Size))
        {
            _asked.Enqueue(new Piece(session.PostRead(_handle, _next, session.ReadPiece), (int)session.ReadPiece));
            _next += session.ReadPiece;
        }
    }

    private void Forget()
    {
        ForgetAsked();
        Drop();
    }

    private void ForgetAsked()
    {
        while (_asked.TryDequeue(out var piece)) _ = SftpConnection.DropAsync(piece.Answer);
    }

    private void Drop()
    {
        _current?.Dispose();
        (_current, _taken) = (null, 0);
    }

    private static ReadOnlySpan<byte> Data(SftpReply reply)
    {
        var body = reply.Body;
        return body.Text();
    }

    private readonly record struct Piece(Task<SftpReply> Answer, int Length);
}
