using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>How a connection begins.</summary>
internal enum SftpGreeting { Proper, Refused, Cut, Chatty }

/// <summary>One connection to a server: what was opened on it, and what is said on it. What comes together is answered together.</summary>
internal sealed partial class SftpLine : SftpTransport
{
    private readonly FakeSftp _server;
    private readonly SftpGreeting _greeting;
    private readonly Pipe _said = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly List<byte[]> _answers = [];
    private byte[] _heard = [];
    private bool _isBroken;

    public SftpLine(FakeSftp server, SftpGreeting greeting)
    {
        (_server, _greeting) = (server, greeting);
        FromServer = _said.Reader.AsStream();
        ToServer = new Mouth(this);
        if (greeting == SftpGreeting.Refused) End();
    }

    /// <inheritdoc/>
    public override Stream FromServer { get; }

    /// <inheritdoc/>
    public override Stream ToServer { get; }

    /// <summary>Whether it has ended.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether nothing is answered on it any more.</summary>
    public bool IsSilent { get; set; }

    /// <inheritdoc/>
    public override ValueTask<string> WhyAsync() => ValueTask.FromResult(_greeting == SftpGreeting.Refused ? "Connection refused" : "");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        lock (_server.Gate) End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers, once all that came with the request is carried out.</summary>
    public void Say(byte[] packet)
    {
        var framed = new byte[4 + packet.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, packet.Length);
        packet.CopyTo(framed, 4);
        _answers.Add(framed);
    }

    /// <summary>Says bytes as they are.</summary>
    public void SayBytes(byte[] bytes) => _answers.Add(bytes);

    /// <summary>Turns the order of the answers round that are about to be given.</summary>
    public void TurnRound() => _answers.Reverse();

    /// <summary>Takes back the answers that are about to be given.</summary>
    public void TakeBack() => _answers.Clear();

    /// <summary>Ends the connection once what was answered is said; whoever says more hears of it.</summary>
    public void End()
    {
        if (IsEnded) return;
        IsEnded = true;
        Flush();
        _said.Writer.Complete();
        _handles.Clear();
    }

    /// <summary>The same, and whoever is just saying something hears of it.</summary>
    public void Break()
    {
        _isBroken = true;
        End();
    }

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        lock (_server.Gate)
        {
            if (IsEnded) throw new IOException("scripted: broken pipe");
            _heard = [.. _heard, .. bytes];
            var at = 0;
            while (!IsEnded && _heard.Length - at >= 4 && BinaryPrimitives.ReadInt32BigEndian(_heard.AsSpan(at)) is var length && length <= _heard.Length - at - 4)
            {
                Take(_heard[(at + 4)..(at + 4 + length)]);
                at += 4 + length;
            }
            _heard = _heard[at..];
            Flush();
            if (_isBroken) throw new IOException("scripted: broken pipe");
        }
    }

    private void Take(byte[] packet)
    {
        if (packet[0] == Hello)
        {
            Greet();
            return;
        }
        var request = SftpRequest.Of(packet);
        _server.Before?.Invoke(this, request);
        if (IsEnded) return;
        if (_server.Faults is { } faults) faults.Serve(_server, this, request);
        else Say(Do(request));
    }

    private void Greet()
    {
        var greeting = new WireWriter(Version).UInt32(3);
        foreach (var offer in _server.Offers) greeting.Text(offer).Text("1");
        Say(greeting.Packet);
        if (_greeting == SftpGreeting.Proper) return;
        var cut = _greeting == SftpGreeting.Cut ? _answers[0][..(_answers[0].Length / 2)] : "Welcome. Everything is watched.\r\n"u8.ToArray();
        TakeBack();
        SayBytes(cut);
        if (_greeting == SftpGreeting.Cut) End();
    }

    private void Flush()
    {
        foreach (var answer in _answers) _said.Writer.Write(answer);
        _answers.Clear();
        // Nobody is waited for: there is room for all that is said.
        _ = _said.Writer.FlushAsync().AsTask();
    }

    private sealed class Mouth(SftpLine line) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try { line.Hear(buffer.Span); }
            catch (IOException e) { return ValueTask.FromException(e); }
            return ValueTask.CompletedTask;
        }
    }
}
