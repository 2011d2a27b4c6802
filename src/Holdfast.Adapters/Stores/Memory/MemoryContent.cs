namespace Holdfast.Adapters.Stores.Memory;

/// <summary>A file's content: runs of data with holes between them. Changed in place only under the disk's lock.</summary>
internal sealed class MemoryContent
{
    private readonly List<(long Offset, byte[] Data)> _runs = [];

    /// <summary>Bytes of content, holes included.</summary>
    public long Size { get; private set; }

    /// <summary>Bytes of data really kept.</summary>
    public long Allocated { get; private set; }

    /// <summary>Adds data at the end.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        _runs.Add((Size, data.ToArray()));
        Size += data.Length;
        Allocated += data.Length;
    }

    /// <summary>Adds a hole at the end.</summary>
    public void AppendHole(long length) => Size += length;

    /// <summary>Puts other content in the place of all there is.</summary>
    public void Replace(ReadOnlySpan<byte> data)
    {
        _runs.Clear();
        Size = Allocated = 0;
        Append(data);
    }

    /// <summary>Reads at an offset: data into the buffer, or the length of the hole that begins there; both 0 at the end.</summary>
    public (int Length, long Hole) Read(long offset, Span<byte> buffer)
    {
        if (offset >= Size || buffer.IsEmpty) return (0, 0);
        var (low, high) = (0, _runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].Offset + _runs[middle].Data.Length <= offset) low = middle + 1;
            else high = middle;
        }
        if (low == _runs.Count) return (0, Size - offset);
        var (start, data) = _runs[low];
        if (start > offset) return (0, start - offset);
        var piece = data.AsSpan((int)(offset - start));
        var length = Math.Min(piece.Length, buffer.Length);
        piece[..length].CopyTo(buffer);
        return (length, 0);
    }
}
