using System.Buffers.Binary;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Takes a packet apart. A packet that ends before what it must hold is the server's fault, and says so.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Whether nothing follows.</summary>
    public readonly bool IsEnd => _left.IsEmpty;

    public byte Byte() => Take(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>Bytes with their length before them.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var length = UInt32();
        return length <= (uint)_left.Length ? Take((int)length) : throw Short();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length) throw Short();
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    private static SftpProtocolException Short() => new("the server sent a packet that ends too early");
}
