namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>A file, directory or link of the server's; it may have several names.</summary>
/// <param name="kind">What it is, by the bits of its mode.</param>
internal sealed class SftpNode(uint kind)
{
    public const uint File = 0x8000;
    public const uint Directory = 0x4000;
    public const uint Link = 0xA000;

    private byte[] _durable = [];
    private bool _isSpoilt;

    public uint Kind => kind;

    public uint Mode { get; set; }

    public uint Uid { get; set; }

    public uint Gid { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public uint Mtime { get; set; }

    public string Target { get; init; } = "";

    /// <summary>What lies in a directory.</summary>
    public SortedDictionary<string, SftpNode> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>What a file holds.</summary>
    public MemoryStream Data { get; private set; } = new();

    public long Size => kind switch { File => Data.Length, Link => Target.Length, _ => 4096 };

    /// <summary>Whether all it holds would outlive the power.</summary>
    public bool IsDurable => _durable.AsSpan().SequenceEqual(Data.ToArray());

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Data.Position = offset;
        Data.Write(bytes);
    }

    /// <summary>Makes durable what it holds, unless that went wrong before: what could not be written is forgotten, and nobody is told twice.</summary>
    public void Sync()
    {
        if (!_isSpoilt) _durable = Data.ToArray();
    }

    /// <summary>What it holds can no longer be made durable.</summary>
    public void Spoil() => _isSpoilt = true;

    /// <summary>Holds what was made durable, and no more: the power was cut.</summary>
    public void Revert()
    {
        Data = new MemoryStream();
        Data.Write(_durable);
    }
}
