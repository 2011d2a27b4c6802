using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// One conversation with a server. Many requests are under way at once: each has a number, and answers come in the server's
/// order. An answer that nobody waits for any more is thrown away when it comes; once anything is out of step the whole
/// conversation ends, and everybody who waits hears why.
/// <para>
/// Who waits for an answer goes on where it is taken, and what is asked thereupon leaves together once all answers that had come
/// are taken: each packet of its own wakes four programs. So what follows on an answer must be short, and never blocks.
/// </para>
/// </summary>
internal sealed class SftpConnection : IAsyncDisposable
{
    private const uint Version = 3;
    private const int Together = 128 << 10;
    private readonly SftpTransport _transport;
    private readonly Dictionary<uint, TaskCompletionSource<SftpReply>> _waiting = [];
    private readonly Queue<PacketWriter> _outgoing = new();
    private readonly byte[] _together = new byte[Together];
    private readonly PacketStream _packets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosing;
    private bool _isSending;
    private bool _isTaking;
    private Exception? _end;
    private uint _last;

    private SftpConnection(SftpTransport transport) => (_transport, _packets) = (transport, new PacketStream(transport.FromServer));

    /// <summary>What the server offers beyond the protocol, with the version of each.</summary>
    public IReadOnlyDictionary<string, string> Offers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Whether requests can still be made.</summary>
    public bool IsAlive => Volatile.Read(ref _end) is null;

    /// <summary>Greets the server. Owns the transport from then on.</summary>
    /// <exception cref="SftpConnectionException">The server could not be reached, or ended the conversation.</exception>
    /// <exception cref="SftpProtocolException">It speaks something else.</exception>
    public static async Task<SftpConnection> OpenAsync(SftpTransport transport, CancellationToken cancellation)
    {
        var connection = new SftpConnection(transport);
        try
        {
            await connection.GreetAsync(cancellation);
            connection._receiving = Task.Run(connection.ReceiveAsync, CancellationToken.None);
            return connection;
        }
        catch (Exception e) when (e is IOException and not (SftpConnectionException or SftpProtocolException))
        {
            var lost = await connection.LostAsync(e);
            await transport.DisposeAsync();
            throw lost;
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a request and waits for its answer. A request that was sent is carried out even when nobody waits any more.</summary>
    /// <param name="packet">The request; disposed here.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<SftpReply> SendAsync(PacketWriter packet, CancellationToken cancellation) => WaitAsync(PostAsync(packet), cancellation);

    /// <summary>Waits for an answer; one that nobody waits for any more is thrown away when it comes.</summary>
    public static async Task<SftpReply> WaitAsync(Task<SftpReply> answer, CancellationToken cancellation)
    {
        try { return await answer.WaitAsync(cancellation); }
        catch (OperationCanceledException) when (!answer.IsCompleted)
        {
            _ = DropAsync(answer);
            throw;
        }
    }

    /// <summary>Makes a request; the task is its answer, and must be awaited or given to <see cref="DropAsync"/>. The server gets requests in the order of the calls.</summary>
    public Task<SftpReply> PostAsync(PacketWriter packet)
    {
        var answer = new TaskCompletionSource<SftpReply>();
        lock (_gate)
        {
            if (_end is not null)
            {
                packet.Dispose();
                return Task.FromException<SftpReply>(Again(_end));
            }
            packet.Number = ++_last;
            _waiting[_last] = answer;
            _outgoing.Enqueue(packet);
        }
        SendOut();
        return answer.Task;
    }

    /// <summary>Begins to send what waits to be sent, unless somebody is at it, or answers are taken upon which more may be asked.</summary>
    private void SendOut()
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            if (_isSending || _isTaking || _outgoing.Count == 0) return;
            _isSending = true;
            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sending = done.Task;
        }
        _ = SendOutAsync(done);
    }

    /// <summary>Sends what waits to be sent, small requests together: each write wakes the program at the other end.</summary>
    private async Task SendOutAsync(TaskCompletionSource done)
    {
        var together = new List<PacketWriter>();
        try
        {
            while (Gather(together)) await SendAsync(together);
        }
        finally { done.SetResult(); }
    }

    private async ValueTask SendAsync(List<PacketWriter> together)
    {
        try
        {
            if (together is [var single]) await _transport.ToServer.WriteAsync(single.Finish(), _stop.Token);
            else await WriteAsync(together);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Ends the waiting for these answers too.
            End(await LostAsync(e));
        }
        finally
        {
            foreach (var packet in together) packet.Dispose();
            together.Clear();
        }
    }

    private async ValueTask WriteAsync(List<PacketWriter> packets)
    {
        var length = 0;
        foreach (var packet in packets)
        {
            packet.Finish().CopyTo(_together.AsMemory(length));
            length += packet.Finish().Length;
        }
        await _transport.ToServer.WriteAsync(_together.AsMemory(0, length), _stop.Token);
    }

    /// <summary>Takes what is sent next; false when there is nothing more.</summary>
    private bool Gather(List<PacketWriter> packets)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                while (_outgoing.TryDequeue(out var unsent)) unsent.Dispose();
            }
            for (var length = 0; _outgoing.TryPeek(out var next) && (packets.Count == 0 || length + next.Finish().Length <= _together.Length); length += next.Finish().Length) packets.Add(_outgoing.Dequeue());
            return _isSending = packets.Count > 0;
        }
    }

    /// <summary>Lets an answer come and throws it away.</summary>
    public static async Task DropAsync(Task<SftpReply> answer)
    {
        try { (await answer).Dispose(); }
        catch (IOException) { /* nobody wanted it */ }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Several who waited in vain on one connection end it, each by themselves.
        if (Interlocked.Exchange(ref _isClosing, true))
        {
            await _closed.Task;
            return;
        }
        try
        {
            End(new SftpConnectionException("the connection was closed"));
            await _stop.CancelAsync();
            await _transport.DisposeAsync();
            await _receiving;
            await _sending;
            _stop.Dispose();
        }
        finally { _closed.SetResult(); }
    }

    private async Task GreetAsync(CancellationToken cancellation)
    {
        var hello = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(hello, 5);
        hello[4] = (byte)PacketKind.Init;
        BinaryPrimitives.WriteUInt32BigEndian(hello.AsSpan(5), Version);
        await _transport.ToServer.WriteAsync(hello, cancellation);
        SftpReply? greeting;
        while ((greeting = _packets.TryTake()) is null)
        {
            if (!await _packets.FillAsync(cancellation)) throw await LostAsync(null);
        }
        using (greeting) Offers = Greeting(greeting.Whole);
    }

    private static Dictionary<string, string> Greeting(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        // A login script that prints something is what this mostly is.
        if (reader.Byte() != (byte)PacketKind.Version) throw new SftpProtocolException("the server did not greet as an SFTP server does: does a login script on it print something?");
        var version = reader.UInt32();
        if (version < Version) throw new SftpProtocolException($"the server speaks version {version} of SFTP, and {Version} is needed");
        var offers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!reader.IsEnd) offers[Encoding.ASCII.GetString(reader.Text())] = Encoding.ASCII.GetString(reader.Text());
        return offers;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            do Take();
            while (await _packets.FillAsync(_stop.Token));
            End(await LostAsync(null));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(e is SftpProtocolException ? e : await LostAsync(e));
        }
    }

    /// <summary>Takes the answers that have come, and sends what was asked upon them.</summary>
    private void Take()
    {
        lock (_gate) _isTaking = true;
        try
        {
            while (_packets.TryTake() is { } reply) Answer(reply);
        }
        finally
        {
            lock (_gate) _isTaking = false;
            SendOut();
        }
    }

    private void Answer(SftpReply reply)
    {
        if (reply.Whole.Length < 5) throw new SftpProtocolException("the server sent a packet without a number");
        TaskCompletionSource<SftpReply>? answer;
        lock (_gate) _waiting.Remove(BinaryPrimitives.ReadUInt32BigEndian(reply.Whole[1..]), out answer);
        if (answer is null) throw new SftpProtocolException("the server answered what was not asked");
        answer.SetResult(reply);
    }

    private void End(Exception why)
    {
        TaskCompletionSource<SftpReply>[] waiting;
        lock (_gate)
        {
            if (_end is not null) return;
            Volatile.Write(ref _end, why);
            waiting = [.. _waiting.Values];
            _waiting.Clear();
        }
        foreach (var answer in waiting) answer.SetException(Again(why));
    }

    // Everybody who waited gets an exception of their own: one object thrown in many places loses where it came from.
    private static Exception Again(Exception why) => why is SftpProtocolException ? new SftpProtocolException(why.Message) : new SftpConnectionException(why.Message, why);

    private async ValueTask<SftpConnectionException> LostAsync(Exception? inner) =>
        new(await _transport.WhyAsync() is { Length: > 0 } why ? why : inner is null or OperationCanceledException ? "the server ended the connection" : inner.Message, inner);
}
