using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Puts a packet together: its length, its kind, its number, and what follows. Numbers are big-endian.</summary>
internal sealed class PacketWriter : IDisposable
{
    private const int NumberAt = 5;
    private const int Head = 9;
    private byte[] _bytes;
    private int _length;

    /// <summary>Begins a packet.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="room">About how long it gets; it grows when that is not enough.</param>
    public PacketWriter(PacketKind kind, int room = 256)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(Head + room);
        _bytes[4] = (byte)kind;
        _length = Head;
    }

    /// <summary>The request's number, which its answer bears too.</summary>
    public uint Number
    {
        set => BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(NumberAt), value);
    }

    /// <summary>The whole packet.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes, (uint)_length - 4);
        return _bytes.AsMemory(0, _length);
    }

    public PacketWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);
        return this;
    }

    public PacketWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);
        return this;
    }

    /// <summary>Bytes with their length before them.</summary>
    public PacketWriter Text(ReadOnlySpan<byte> bytes)
    {
        UInt32((uint)bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    /// <summary>A word of the protocol's.</summary>
    public PacketWriter Text(string word) => Text(Encoding.ASCII.GetBytes(word));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, _bytes.Length * 2));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
