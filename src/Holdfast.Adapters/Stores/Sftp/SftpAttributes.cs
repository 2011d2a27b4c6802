using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Attributes of a file as packets carry them (section 5); null for what is not told, or not to be set.</summary>
internal readonly record struct SftpAttributes
{
    private const uint HasSize = 1;
    private const uint HasOwner = 2;
    private const uint HasMode = 4;
    private const uint HasTimes = 8;
    private const uint HasMore = 0x8000_0000;
    private const int TypeMask = 0xF000;

    public ulong? Size { get; init; }

    public (uint Uid, uint Gid)? Owner { get; init; }

    public uint? Mode { get; init; }

    /// <summary>Seconds since 1970; the protocol has no finer ones.</summary>
    public (uint Access, uint Modification)? Times { get; init; }

    /// <summary>What a name stands for; null when the server does not tell.</summary>
    public EntryKind? Kind => (Mode & TypeMask) switch
    {
        null or 0 => null,
        0x8000 => EntryKind.File,
        0x4000 => EntryKind.Directory,
        0xA000 => EntryKind.Symlink,
        _ => EntryKind.Special,
    };

    /// <summary>Reads them from a packet.</summary>
    public static SftpAttributes Read(ref PacketReader packet)
    {
        var flags = packet.UInt32();
        var attributes = new SftpAttributes
        {
            Size = (flags & HasSize) != 0 ? packet.UInt64() : null,
            Owner = (flags & HasOwner) != 0 ? (packet.UInt32(), packet.UInt32()) : null,
            Mode = (flags & HasMode) != 0 ? packet.UInt32() : null,
            Times = (flags & HasTimes) != 0 ? (packet.UInt32(), packet.UInt32()) : null,
        };
        if ((flags & HasMore) == 0) return attributes;
        for (var more = packet.UInt32(); more > 0; more--)
        {
            packet.Text();
            packet.Text();
        }
        return attributes;
    }

    /// <summary>Writes them into a packet.</summary>
    public void Write(PacketWriter packet)
    {
        packet.UInt32((Size is null ? 0 : HasSize) | (Owner is null ? 0 : HasOwner) | (Mode is null ? 0 : HasMode) | (Times is null ? 0 : HasTimes));
        if (Size is { } size) packet.UInt64(size);
        if (Owner is { } owner) packet.UInt32(owner.Uid).UInt32(owner.Gid);
        if (Mode is { } mode) packet.UInt32(mode);
        if (Times is { } times) packet.UInt32(times.Access).UInt32(times.Modification);
    }
}
