namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>What a request asks for.</summary>
internal enum SftpAct
{
    Open, Close, Read, Write, LStat, FStat, SetStat, FSetStat, OpenDirectory, ReadDirectory, Remove, MakeDirectory, RemoveDirectory,
    RealPath, Stat, Rename, ReadLink, Symlink, PosixRename, HardLink, CopyData, FSync, StatVfs, LSetStat, Limits, Unknown,
}

/// <summary>A request as it came.</summary>
/// <param name="Act">What it asks for.</param>
/// <param name="Number">Which its answer bears too.</param>
/// <param name="Packet">All of it, without its length.</param>
/// <param name="At">Where its fields begin.</param>
internal sealed record SftpRequest(SftpAct Act, uint Number, byte[] Packet, int At)
{
    private const int Extended = 200;

    private static readonly Dictionary<string, SftpAct> Extensions = new(StringComparer.Ordinal)
    {
        ["posix-rename@openssh.com"] = SftpAct.PosixRename,
        ["hardlink@openssh.com"] = SftpAct.HardLink,
        ["copy-data"] = SftpAct.CopyData,
        ["fsync@openssh.com"] = SftpAct.FSync,
        ["statvfs@openssh.com"] = SftpAct.StatVfs,
        ["lsetstat@openssh.com"] = SftpAct.LSetStat,
        ["limits@openssh.com"] = SftpAct.Limits,
    };

    /// <summary>What the server knows beyond the protocol.</summary>
    public static IReadOnlyCollection<string> AllExtensions => Extensions.Keys;

    /// <summary>Whether it is beyond the protocol.</summary>
    public bool IsExtension => Act >= SftpAct.PosixRename;

    /// <summary>Whether it is about something that was opened.</summary>
    public bool IsOfHandle => Act is SftpAct.Close or SftpAct.Read or SftpAct.Write or SftpAct.FStat or SftpAct.FSetStat or SftpAct.ReadDirectory or SftpAct.FSync;

    /// <summary>Its fields.</summary>
    public WireReader Fields => new(Packet, At);

    /// <summary>The path or the handle it is about first.</summary>
    public string About => Fields.Text();

    public static SftpRequest Of(byte[] packet)
    {
        var reader = new WireReader(packet, 0);
        var (kind, number) = (reader.Byte(), reader.UInt32());
        if (kind != Extended) return new SftpRequest(kind is >= 3 and <= 20 ? (SftpAct)(kind - 3) : SftpAct.Unknown, number, packet, 5);
        var name = reader.Text();
        return new SftpRequest(Extensions.GetValueOrDefault(name, SftpAct.Unknown), number, packet, 9 + name.Length);
    }
}
