using System.Buffers;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// What of a file a server has acknowledged and is not known to have made durable: of each piece a check value, not the content. When the connection is lost the
/// server may have been started anew, or have told of a failure to write what nobody heard. So on the next one every such piece is read back, compared and
/// written again: from then on it is of the handle that is asked to make it durable, which tells of every failure to write it.
/// </summary>
/// <param name="service">The server.</param>
/// <param name="path">The file, for errors.</param>
/// <param name="bandwidth">What may be sent in a second.</param>
/// <param name="time">The clock.</param>
internal sealed class SftpUnsettled(SftpService service, TreePath path, Bandwidth bandwidth, TimeProvider time)
{
    // Reading back and writing again wait for the line, not for each other.
    private const int AtOnce = 16;

    // Servers write out within half a minute by themselves, where nobody asks them to.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Queue<Note> _notes = new();

    /// <summary>Bytes of the pieces.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a piece that was acknowledged.</summary>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        _notes.Enqueue(new Note(offset, bytes.Length, PieceCheck.Of(bytes), time.GetTimestamp()));
        Bytes += bytes.Length;
    }

    /// <summary>All of it is durable.</summary>
    public void Settle()
    {
        _notes.Clear();
        Bytes = 0;
    }

    /// <summary>What was acknowledged long ago is taken for written out: on a server that cannot be asked.</summary>
    public void SettleOld()
    {
        while (_notes.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Acknowledged) > Patience) Bytes -= _notes.Dequeue().Length;
    }

    /// <summary>Reads all of it back by a new handle, and writes it again.</summary>
    /// <exception cref="Engine.Seams.StoreException">It is not what was sent: the file is to be sent again.</exception>
    public Task RestoreAsync(SftpSession session, SftpHandle handle, CancellationToken cancellation) =>
        Parallel.ForEachAsync(_notes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (note, token) =>
        {
            await bandwidth.TakeAsync(2L * note.Length, token);
            var buffer = ArrayPool<byte>.Shared.Rent(note.Length);
            try
            {
                var there = buffer.AsMemory(0, note.Length);
                if (!await TryReadAsync(session, handle, note.Offset, there, token) || PieceCheck.Of(there.Span) != note.Check) throw service.Lost(path, "the server lost what it had acknowledged: it was started anew in between");
                await session.WriteAsync(handle, note.Offset, there.Span, token);
            }
            finally { ArrayPool<byte>.Shared.Return(buffer); }
        });

    /// <summary>Fills a buffer; false when the file ends before.</summary>
    private static async ValueTask<bool> TryReadAsync(SftpSession session, SftpHandle handle, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            var read = await session.ReadAsync(handle, offset, buffer, cancellation);
            if (read == 0) return false;
            offset += read;
            buffer = buffer[read..];
        }
        return true;
    }

    private readonly record struct Note(long Offset, int Length, ulong Check, long Acknowledged);
}
