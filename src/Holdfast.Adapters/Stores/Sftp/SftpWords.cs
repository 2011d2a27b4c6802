namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Kinds of packets (draft-ietf-secsh-filexfer-02, section 3).</summary>
internal enum PacketKind : byte
{
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Read = 5,
    Write = 6,
    LStat = 7,
    FStat = 8,
    SetStat = 9,
    FSetStat = 10,
    OpenDirectory = 11,
    ReadDirectory = 12,
    Remove = 13,
    MakeDirectory = 14,
    RemoveDirectory = 15,
    RealPath = 16,
    Rename = 18,
    ReadLink = 19,
    SymbolicLink = 20,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
}

/// <summary>How a request ended (section 7).</summary>
internal enum StatusCode : uint
{
    Ok = 0,
    EndOfFile = 1,
    NoSuchFile = 2,
    PermissionDenied = 3,
    Failure = 4,
    BadMessage = 5,
    NoConnection = 6,
    ConnectionLost = 7,
    Unsupported = 8,
}

/// <summary>How a file is opened (section 6.3).</summary>
[Flags]
internal enum OpenMode : uint
{
    Read = 1,
    Write = 2,
    Create = 8,
    Exclusive = 32,
}

/// <summary>Requests beyond the protocol that OpenSSH's server knows (its PROTOCOL file, section 4).</summary>
internal static class Extensions
{
    /// <summary>A rename that replaces what stands there, in one step.</summary>
    public const string PosixRename = "posix-rename@openssh.com";

    /// <summary>A further name for a file.</summary>
    public const string HardLink = "hardlink@openssh.com";

    /// <summary>Copies from one open file to another, inside the server.</summary>
    public const string CopyData = "copy-data";

    /// <summary>Makes an open file durable.</summary>
    public const string FSync = "fsync@openssh.com";

    /// <summary>Room of a file system.</summary>
    public const string StatVfs = "statvfs@openssh.com";

    /// <summary>Metadata of a name itself, should it be a link.</summary>
    public const string LSetStat = "lsetstat@openssh.com";

    /// <summary>How large packets may be and how many files open.</summary>
    public const string Limits = "limits@openssh.com";
}
