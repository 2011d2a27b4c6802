using System.Buffers;
using System.Buffers.Binary;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Takes packets from what the server says: they mostly come several at once, and most are short.</summary>
internal sealed class PacketStream(Stream fromServer)
{
    private const int LongestPacket = 1 << 20;
    private const int LengthOf = 4;
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The next packet without its length, when all of it has come; null when more must be waited for.</summary>
    /// <exception cref="SftpProtocolException">What came cannot be a packet.</exception>
    public SftpReply? TryTake()
    {
        if (Needed() is not { } needed || needed > _end - _start) return null;
        var length = needed - LengthOf;
        var packet = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(_start + LengthOf, length).CopyTo(packet);
        _start += needed;
        return new SftpReply(packet, length);
    }

    /// <summary>Waits for more; false when the server has hung up.</summary>
    /// <exception cref="EndOfStreamException">It did so in the middle of a packet.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        var read = await fromServer.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += read;
        return read > 0 || (_start == _end ? false : throw new EndOfStreamException("the connection ended in the middle of a packet"));
    }

    /// <summary>Bytes of the packet that comes next, with its length; null as long as that has not come.</summary>
    private int? Needed()
    {
        if (_end - _start < LengthOf) return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        return length is < 1 or > LongestPacket ? throw new SftpProtocolException($"the server sent a packet of {length} bytes") : (int)length + LengthOf;
    }

    private void MakeRoom()
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        var into = Needed() is { } needed && needed > _buffer.Length ? new byte[needed] : _buffer;
        held.CopyTo(into);
        (_buffer, _start, _end) = (into, 0, held.Length);
    }
}
