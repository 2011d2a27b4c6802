using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>Takes the fields of a packet out, in their order.</summary>
internal sealed class WireReader(byte[] packet, int at)
{
    private int _at = at;

    public byte Byte() => packet[_at++];

    public uint UInt32()
    {
        _at += 4;
        return BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(_at - 4));
    }

    public ulong UInt64()
    {
        _at += 8;
        return BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(_at - 8));
    }

    public byte[] Bytes()
    {
        var length = (int)UInt32();
        _at += length;
        return packet[(_at - length).._at];
    }

    /// <summary>A name or path, each byte one character.</summary>
    public string Text() => Encoding.Latin1.GetString(Bytes());

    /// <summary>What is to be set of a file.</summary>
    public WireAttributes Attributes()
    {
        var flags = UInt32();
        return new WireAttributes(
            (flags & 1) != 0 ? (long)UInt64() : null,
            (flags & 2) != 0 ? (UInt32(), UInt32()) : null,
            (flags & 4) != 0 ? UInt32() : null,
            (flags & 8) != 0 ? (UInt32(), UInt32()).Item2 : null);
    }
}

/// <summary>Attributes as a client sets them; null for those that stay.</summary>
internal readonly record struct WireAttributes(long? Size, (uint Uid, uint Gid)? Owner, uint? Mode, uint? Mtime);

/// <summary>Puts a packet together, without its length.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _packet = new();

    public WireWriter(int kind, uint number) => Byte(kind).UInt32(number);

    public WireWriter(int kind) => Byte(kind);

    public byte[] Packet => _packet.WrittenSpan.ToArray();

    public WireWriter UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _packet.Write(bytes);
        return this;
    }

    public WireWriter UInt64(ulong value) => UInt32((uint)(value >> 32)).UInt32((uint)value);

    public WireWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        UInt32((uint)bytes.Length);
        _packet.Write(bytes);
        return this;
    }

    public WireWriter Text(string text) => Bytes(Encoding.Latin1.GetBytes(text));

    /// <summary>What a file is: size, owner, mode and times.</summary>
    public WireWriter Attributes(SftpNode node) => UInt32(15).UInt64((ulong)node.Size).UInt32(node.Uid).UInt32(node.Gid).UInt32(node.Kind | node.Mode).UInt32(node.Mtime).UInt32(node.Mtime);

    private WireWriter Byte(int value)
    {
        _packet.Write([(byte)value]);
        return this;
    }
}
