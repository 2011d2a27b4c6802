namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>A file, directory or link of the server's; it may have several names.</summary>
/// <param name="kind">What it is, by the bits of its mode.</param>
internal sealed class SftpNode(uint kind)
{
    public const uint File = 0x8000;
    public const uint Directory = 0x4000;
    public const uint Link = 0xA000;

    // What was written since it was last made durable, or failed to be.
    private readonly List<(long Start, long End)> _dirty = [];
    private byte[] _durable = [];

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
        _dirty.Add((offset, offset + bytes.Length));
    }

    /// <summary>Makes durable what was written since the last time.</summary>
    public void Sync()
    {
        var (held, was) = (Data.ToArray(), _durable);
        _durable = new byte[held.Length];
        was.AsSpan(0, Math.Min(was.Length, held.Length)).CopyTo(_durable);
        foreach (var (start, end) in _dirty.Where(range => range.Start < held.Length)) held.AsSpan((int)start..(int)Math.Min(end, held.Length)).CopyTo(_durable.AsSpan((int)start));
        _dirty.Clear();
    }

    /// <summary>Fails to write out what was written since it was made durable: it is forgotten, and nobody is told twice. Only what is written once more can still be made durable.</summary>
    public void Spoil() => _dirty.Clear();

    /// <summary>Holds what was made durable, and no more: the power was cut.</summary>
    /// <param name="keepsSize">Whether it is as long as it was, with zeros in place of what is gone.</param>
    public void Revert(bool keepsSize)
    {
        var size = Data.Length;
        Data = new MemoryStream();
        Data.Write(_durable);
        if (keepsSize) Data.SetLength(size);
        _dirty.Clear();
    }
}
