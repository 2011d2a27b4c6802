using System.Buffers;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>An answer of the server's, in a rented buffer.</summary>
internal sealed class SftpReply(byte[] buffer, int length) : IDisposable
{
    private const int Head = 5;
    private byte[] _buffer = buffer;

    public PacketKind Kind => (PacketKind)_buffer[0];

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Whole => _buffer.AsSpan(0, length);

    /// <summary>What follows kind and number.</summary>
    public PacketReader Body => new(_buffer.AsSpan(Head, length - Head));

    /// <summary>Whether it is a status that says this.</summary>
    public bool Says(StatusCode code)
    {
        if (Kind != PacketKind.Status) return false;
        var body = Body;
        return (StatusCode)body.UInt32() == code;
    }

    /// <summary>Throws what a status says when it is no success, and when the answer is of another kind than the one asked for.</summary>
    public SftpReply Expect(PacketKind kind)
    {
        if (Kind == kind && kind != PacketKind.Status) return this;
        try
        {
            if (Kind != PacketKind.Status) throw new SftpProtocolException($"the server answered with a packet of kind {Kind} where {kind} was asked for");
            var body = Body;
            var code = (StatusCode)body.UInt32();
            if (code != StatusCode.Ok) throw new SftpStatusException(code, body.IsEnd ? "" : System.Text.Encoding.UTF8.GetString(body.Text()));
            if (kind != PacketKind.Status) throw new SftpProtocolException($"the server answered with success where {kind} was asked for");
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
