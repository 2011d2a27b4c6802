using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name, bytes as the server keeps them.</param>
/// <param name="Attributes">Of the name itself: links are not followed.</param>
internal readonly record struct ListedName(byte[] Name, SftpAttributes Attributes);

/// <summary>An open file or directory, by the word the server gave it.</summary>
internal readonly record struct SftpHandle(byte[] Word);

/// <summary>
/// The requests of the protocol, each as a call. Paths are the server's, as bytes. A call may be made while others are under way.
/// </summary>
internal sealed class SftpSession(SftpConnection connection) : IAsyncDisposable
{
    // What every server must take, whether it tells its limits or not.
    private const uint PlainPiece = 32 << 10;
    private const uint LargestPiece = 255 << 10;

    // Most directories are told in one piece, and another answer says that there is no more.
    private const int DirectoryPieces = 2;
    // Open files that any server allows.
    private const int PlainHandles = 32;

    // What is opened for a moment must have room beside what waits open.
    private const int SpareHandles = 64;
    private const int MostHandles = 1000;
    private int _busy;
    private int _held;
    private int _mayHold = PlainHandles;

    /// <summary>Whether requests can still be made.</summary>
    public bool IsAlive => connection.IsAlive;

    /// <summary>Those who use it now.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Bytes worth asking for at once.</summary>
    public uint ReadPiece { get; private set; } = PlainPiece;

    /// <summary>Bytes worth sending at once.</summary>
    public uint WritePiece { get; private set; } = PlainPiece;

    /// <summary>Whether the server knows a request beyond the protocol.</summary>
    public bool Knows(string extension) => connection.Offers.ContainsKey(extension);

    /// <summary>Counts somebody who uses it.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>Counts them out.</summary>
    public void Leave() => Interlocked.Decrement(ref _busy);

    /// <summary>Counts a file that stays open after the call that opened it, if the server has room for one more.</summary>
    public bool TryHold()
    {
        if (Interlocked.Increment(ref _held) <= _mayHold) return true;
        Interlocked.Decrement(ref _held);
        return false;
    }

    /// <summary>Counts it out.</summary>
    public void Release() => Interlocked.Decrement(ref _held);

    /// <summary>Asks the server for its limits, where it tells them.</summary>
    public async ValueTask LearnAsync(CancellationToken cancellation)
    {
        if (!Knows(Extensions.Limits)) return;
        using var reply = (await connection.SendAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.Limits), cancellation)).Expect(PacketKind.ExtendedReply);
        Learn(reply.Body);
    }

    /// <summary>The absolute path of a path.</summary>
    public async ValueTask<byte[]> RealPathAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation)
    {
        using var reply = await AskAsync(PacketKind.RealPath, path, PacketKind.Name, cancellation);
        return FirstName(reply.Body);
    }

    /// <summary>Attributes of a name itself; null when there is none.</summary>
    public async ValueTask<SftpAttributes?> LStatAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation)
    {
        // A name that is free is asked for as often as one that is not: no exception is made of it.
        using var reply = await connection.SendAsync(new PacketWriter(PacketKind.LStat).Text(path.Span), cancellation);
        return reply.Says(StatusCode.NoSuchFile) ? null : Attributes(reply.Expect(PacketKind.Attributes).Body);
    }

    /// <summary>Attributes of an open file.</summary>
    public async ValueTask<SftpAttributes> FStatAsync(SftpHandle handle, CancellationToken cancellation)
    {
        using var reply = await AskAsync(PacketKind.FStat, handle.Word, PacketKind.Attributes, cancellation);
        return Attributes(reply.Body);
    }

    /// <summary>Where a symbolic link points.</summary>
    public async ValueTask<byte[]> ReadLinkAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation)
    {
        using var reply = await AskAsync(PacketKind.ReadLink, path, PacketKind.Name, cancellation);
        return FirstName(reply.Body);
    }

    /// <summary>All names of a directory, in no order, without itself and the one above.</summary>
    public async ValueTask<List<ListedName>> ListAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation)
    {
        var handle = await OpenAsync(new PacketWriter(PacketKind.OpenDirectory).Text(path.Span), cancellation);
        var asked = new Queue<Task<SftpReply>>();
        try
        {
            var names = new List<ListedName>();
            while (true)
            {
                while (asked.Count < DirectoryPieces) asked.Enqueue(connection.PostAsync(new PacketWriter(PacketKind.ReadDirectory).Text(handle.Word)));
                using var reply = await asked.Peek().WaitAsync(cancellation);
                _ = asked.Dequeue();
                if (reply.Says(StatusCode.EndOfFile)) return names;
                Take(reply.Expect(PacketKind.Name).Body, names);
            }
        }
        finally
        {
            while (asked.TryDequeue(out var piece)) _ = SftpConnection.DropAsync(piece);
            Close(handle);
        }
    }

    /// <summary>Opens a file, following links as the server does.</summary>
    public Task<SftpHandle> OpenAsync(ReadOnlyMemory<byte> path, OpenMode mode, uint? permissions, CancellationToken cancellation)
    {
        var packet = new PacketWriter(PacketKind.Open).Text(path.Span).UInt32((uint)mode);
        new SftpAttributes { Mode = permissions }.Write(packet);
        return OpenAsync(packet, cancellation);
    }

    /// <summary>Closes a handle without waiting: of a file that was only read nobody asks how that went.</summary>
    public void Close(SftpHandle handle) => _ = SftpConnection.DropAsync(connection.PostAsync(new PacketWriter(PacketKind.Close).Text(handle.Word)));

    /// <summary>
    /// Sets attributes of an open file that was written, if there are any to set, makes it durable where that is asked and the server can, tells what it
    /// is then, and closes it. All is asked at once: what concerns one file a server does in the order it was asked.
    /// </summary>
    public SftpEnding End(SftpHandle handle, SftpAttributes? attributes, bool syncs) => new(
        attributes is { } wanted ? connection.PostAsync(With(new PacketWriter(PacketKind.FSetStat).Text(handle.Word), wanted)) : null,
        syncs && Knows(Extensions.FSync) ? PostSync(handle) : null,
        connection.PostAsync(new PacketWriter(PacketKind.FStat).Text(handle.Word)),
        connection.PostAsync(new PacketWriter(PacketKind.Close).Text(handle.Word)));

    /// <summary>Closes a handle, and hears whether all went well.</summary>
    public ValueTask CloseAsync(SftpHandle handle, CancellationToken cancellation) => DoAsync(new PacketWriter(PacketKind.Close).Text(handle.Word), cancellation);

    /// <summary>Asks for a piece of a file. The answer is data, perhaps less than asked for, or a status at the end of the file.</summary>
    public Task<SftpReply> PostRead(SftpHandle handle, long offset, uint length) =>
        connection.PostAsync(new PacketWriter(PacketKind.Read).Text(handle.Word).UInt64((ulong)offset).UInt32(length));

    /// <summary>Sends a piece of a file. The answer is a status.</summary>
    public Task<SftpReply> PostWrite(SftpHandle handle, long offset, ReadOnlySpan<byte> bytes) =>
        connection.PostAsync(new PacketWriter(PacketKind.Write, handle.Word.Length + bytes.Length + 16).Text(handle.Word).UInt64((ulong)offset).Text(bytes));

    /// <summary>Reads a piece of a file, as large as is worth asking for at once.</summary>
    /// <returns>Bytes that were read; 0 at the end of the file.</returns>
    public async ValueTask<int> ReadAsync(SftpHandle handle, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        var length = (uint)Math.Min(buffer.Length, ReadPiece);
        using var reply = await connection.SendAsync(new PacketWriter(PacketKind.Read).Text(handle.Word).UInt64((ulong)offset).UInt32(length), cancellation);
        return reply.Says(StatusCode.EndOfFile) ? 0 : Copy(reply.Expect(PacketKind.Data).Body, buffer.Span[..(int)length]);
    }

    /// <summary>Writes a piece of a file, and hears that it was taken.</summary>
    public ValueTask WriteAsync(SftpHandle handle, long offset, ReadOnlySpan<byte> bytes, CancellationToken cancellation) => DoAsync(PostWrite(handle, offset, bytes), cancellation);

    /// <summary>Asks that all that was sent of an open file be made durable. The answer is a status.</summary>
    public Task<SftpReply> PostSync(SftpHandle handle) => connection.PostAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.FSync).Text(handle.Word));

    /// <summary>Makes an open file durable, where the server can.</summary>
    public ValueTask SyncAsync(SftpHandle handle, CancellationToken cancellation) => DoAsync(PostSync(handle), cancellation);

    /// <summary>Sets attributes of an open file.</summary>
    public ValueTask SetAsync(SftpHandle handle, SftpAttributes attributes, CancellationToken cancellation) => DoAsync(With(new PacketWriter(PacketKind.FSetStat).Text(handle.Word), attributes), cancellation);

    /// <summary>Sets attributes of a name, of a link's own where the server can.</summary>
    public ValueTask SetAsync(ReadOnlyMemory<byte> path, SftpAttributes attributes, CancellationToken cancellation) =>
        DoAsync(With(Knows(Extensions.LSetStat) ? new PacketWriter(PacketKind.Extended).Text(Extensions.LSetStat).Text(path.Span) : new PacketWriter(PacketKind.SetStat).Text(path.Span), attributes), cancellation);

    /// <summary>Makes a directory.</summary>
    public ValueTask MakeDirectoryAsync(ReadOnlyMemory<byte> path, uint mode, CancellationToken cancellation) =>
        DoAsync(With(new PacketWriter(PacketKind.MakeDirectory).Text(path.Span), new SftpAttributes { Mode = mode }), cancellation);

    /// <summary>Removes an empty directory.</summary>
    public ValueTask RemoveDirectoryAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation) => DoAsync(new PacketWriter(PacketKind.RemoveDirectory).Text(path.Span), cancellation);

    /// <summary>Removes a file or link.</summary>
    public ValueTask RemoveAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation) => DoAsync(new PacketWriter(PacketKind.Remove).Text(path.Span), cancellation);

    /// <summary>Renames to a name that is free; of one that is taken the server must refuse it.</summary>
    public ValueTask RenameAsync(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, CancellationToken cancellation) => DoAsync(new PacketWriter(PacketKind.Rename).Text(from.Span).Text(to.Span), cancellation);

    /// <summary>Renames over what stands there, in one step.</summary>
    public ValueTask ReplaceAsync(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, CancellationToken cancellation) =>
        DoAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.PosixRename).Text(from.Span).Text(to.Span), cancellation);

    /// <summary>Gives a file a further name.</summary>
    public ValueTask LinkAsync(ReadOnlyMemory<byte> existing, ReadOnlyMemory<byte> path, CancellationToken cancellation) =>
        DoAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.HardLink).Text(existing.Span).Text(path.Span), cancellation);

    /// <summary>Copies bytes of an open file to the same place of another, inside the server.</summary>
    public ValueTask CopyAsync(SftpHandle from, SftpHandle to, ulong offset, ulong length, CancellationToken cancellation) =>
        DoAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.CopyData).Text(from.Word).UInt64(offset).UInt64(length).Text(to.Word).UInt64(offset), cancellation);

    /// <summary>Makes a symbolic link. OpenSSH takes the two words the other way round than the draft says, and all others follow it.</summary>
    public ValueTask LinkSymbolicallyAsync(ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> path, CancellationToken cancellation) =>
        DoAsync(new PacketWriter(PacketKind.SymbolicLink).Text(target.Span).Text(path.Span), cancellation);

    /// <summary>Room of the file system a path lies on; null where the server does not tell.</summary>
    public async ValueTask<(Capacity Room, ulong Id)?> RoomAsync(ReadOnlyMemory<byte> path, CancellationToken cancellation)
    {
        if (!Knows(Extensions.StatVfs)) return null;
        using var reply = (await connection.SendAsync(new PacketWriter(PacketKind.Extended).Text(Extensions.StatVfs).Text(path.Span), cancellation)).Expect(PacketKind.ExtendedReply);
        return Room(reply.Body);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static PacketWriter With(PacketWriter packet, SftpAttributes attributes)
    {
        attributes.Write(packet);
        return packet;
    }

    private async Task<SftpHandle> OpenAsync(PacketWriter packet, CancellationToken cancellation)
    {
        // Its answer is waited for whatever happens: a handle nobody knows of would stay open on the server.
        using var reply = (await connection.SendAsync(packet, CancellationToken.None)).Expect(PacketKind.Handle);
        var handle = new SftpHandle(reply.Body.Text().ToArray());
        if (!cancellation.IsCancellationRequested) return handle;
        Close(handle);
        throw new OperationCanceledException(cancellation);
    }

    private async ValueTask<SftpReply> AskAsync(PacketKind kind, ReadOnlyMemory<byte> about, PacketKind answer, CancellationToken cancellation) =>
        (await connection.SendAsync(new PacketWriter(kind).Text(about.Span), cancellation)).Expect(answer);

    private ValueTask DoAsync(PacketWriter packet, CancellationToken cancellation) => DoAsync(connection.PostAsync(packet), cancellation);

    private static async ValueTask DoAsync(Task<SftpReply> answer, CancellationToken cancellation) => (await SftpConnection.WaitAsync(answer, cancellation)).Expect(PacketKind.Status).Dispose();

    private void Learn(PacketReader body)
    {
        body.UInt64();
        var (read, write, handles) = (body.UInt64(), body.UInt64(), body.UInt64());
        // Zero means that there is no limit.
        if (read > 0) ReadPiece = (uint)Math.Clamp(read, 1, LargestPiece);
        if (write > 0) WritePiece = (uint)Math.Clamp(write, 1, LargestPiece);
        _mayHold = handles == 0 ? MostHandles : (int)Math.Clamp((long)Math.Min(handles, MostHandles + SpareHandles) - SpareHandles, 0, MostHandles);
    }

    private static int Copy(PacketReader body, Span<byte> buffer)
    {
        var data = body.Text();
        if (data.IsEmpty || data.Length > buffer.Length) throw new SftpProtocolException("the server answered a read with more than was asked for, or with nothing");
        data.CopyTo(buffer);
        return data.Length;
    }

    private static SftpAttributes Attributes(PacketReader body) => SftpAttributes.Read(ref body);

    private static byte[] FirstName(PacketReader body) =>
        body.UInt32() == 1 ? body.Text().ToArray() : throw new SftpProtocolException("the server answered with other than one name");

    private static void Take(PacketReader body, List<ListedName> names)
    {
        for (var count = body.UInt32(); count > 0; count--)
        {
            var name = body.Text();
            body.Text();
            var attributes = SftpAttributes.Read(ref body);
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)) continue;
            if (name.IsEmpty || name.ContainsAny((byte)'/', (byte)0)) throw new SftpProtocolException("the server listed a name that cannot be one");
            names.Add(new ListedName(name.ToArray(), attributes));
        }
    }

    private static (Capacity Room, ulong Id) Room(PacketReader body)
    {
        body.UInt64();
        var unit = (long)body.UInt64();
        var (blocks, _, free) = ((long)body.UInt64(), body.UInt64(), (long)body.UInt64());
        var (files, _, freeFiles) = ((long)body.UInt64(), body.UInt64(), (long)body.UInt64());
        return (new Capacity(blocks * unit, free * unit, files, freeFiles), body.UInt64());
    }
}
