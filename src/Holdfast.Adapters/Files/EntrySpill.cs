using System.Buffers.Binary;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Sorts entries below one directory that are too many for memory: sorted parts in a file without a name, read back as one
/// stream in canonical order.
/// </summary>
internal sealed class EntrySpill : IDisposable
{
    private const int Head = 72;
    private const int BufferSize = 64 << 10;
    private static readonly Comparison<Entry> Order = CanonicalOrder.Compare;
    private readonly ISystemCalls _calls;
    private readonly TreePath _directory;
    private readonly Descriptor _file;
    private readonly List<(long From, long To)> _parts = [];
    private long _end;

    /// <summary>Makes the file.</summary>
    /// <exception cref="SystemCallException">It cannot be made.</exception>
    public EntrySpill(ISystemCalls calls, string place, TreePath directory)
    {
        (_calls, _directory) = (calls, directory);
        var number = calls.OpenAt2(At.WorkingDirectory, System.Text.Encoding.UTF8.GetBytes(place), new OpenHow
        {
            Flags = OpenFlags.Unnamed | OpenFlags.ReadWrite | OpenFlags.CloseOnExec,
            Mode = 0x180,
        });
        _file = new Descriptor(calls, SystemCallException.Check(number, "openat2 (sorting a large directory)", directory));
    }

    /// <summary>Adds a part of the entries, in any order.</summary>
    /// <exception cref="SystemCallException">It cannot be written.</exception>
    public void Add(List<Entry> entries)
    {
        entries.Sort(Order);
        var from = _end;
        using var buffer = new MemoryStream();
        Span<byte> head = stackalloc byte[Head];
        foreach (var entry in entries)
        {
            // Only directories have the one, only links the other.
            var rest = entry.Unlisted is { } why ? System.Text.Encoding.UTF8.GetBytes(why) : entry.Target.Span;
            var name = NameOf(entry.Path);
            Write(head, entry, name.Length, rest.Length);
            buffer.Write(head);
            buffer.Write(name);
            buffer.Write(rest);
            if (buffer.Length >= BufferSize) Flush(buffer);
        }
        Flush(buffer);
        if (_end > from) _parts.Add((from, _end));
    }

    /// <summary>All entries in canonical order; ends by closing the file.</summary>
    public IEnumerable<Entry> Merge()
    {
        try
        {
            var readers = _parts.ConvertAll(part => new Reader(_calls, _file, _directory, part.From, part.To));
            var heads = new PriorityQueue<Reader, Entry>(Comparer<Entry>.Create(Order));
            foreach (var reader in readers)
            {
                if (reader.Next() is { } first) heads.Enqueue(reader, first);
            }
            while (heads.TryDequeue(out var reader, out var entry))
            {
                yield return entry;
                if (reader.Next() is { } next) heads.Enqueue(reader, next);
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Flush(MemoryStream buffer)
    {
        ContentWriter.WriteAll(_calls, _file.Number, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), _end, _directory);
        _end += buffer.Length;
        buffer.SetLength(0);
    }

    // What follows the directory.
    private ReadOnlySpan<byte> NameOf(TreePath path) => _directory.IsRoot ? path.Bytes : path.Bytes[(_directory.Bytes.Length + 1)..];

    private static void Write(Span<byte> head, Entry entry, int name, int rest)
    {
        BinaryPrimitives.WriteInt64LittleEndian(head, entry.Size);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], entry.Allocated);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], entry.Mtime);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], entry.Ctime);
        BinaryPrimitives.WriteUInt64LittleEndian(head[32..], entry.Inode);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], entry.Uid);
        BinaryPrimitives.WriteInt32LittleEndian(head[44..], entry.Gid);
        BinaryPrimitives.WriteInt32LittleEndian(head[48..], entry.Links);
        BinaryPrimitives.WriteInt32LittleEndian(head[52..], entry.Mode);
        head[56] = (byte)entry.Kind;
        head[57] = (byte)(entry.IsMountPoint ? 1 : 0);
        head[58] = (byte)(entry.Unlisted is null ? 0 : 1);
        head[59] = (byte)(entry.IsSizeUnknown ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(head[60..], name);
        BinaryPrimitives.WriteInt64LittleEndian(head[64..], rest);
    }

    private static Entry Parse(ReadOnlySpan<byte> head, TreePath path, byte[] rest) => new()
    {
        Path = path,
        Size = BinaryPrimitives.ReadInt64LittleEndian(head),
        Allocated = BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
        Mtime = BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
        Ctime = BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
        Inode = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]),
        Uid = BinaryPrimitives.ReadInt32LittleEndian(head[40..]),
        Gid = BinaryPrimitives.ReadInt32LittleEndian(head[44..]),
        Links = BinaryPrimitives.ReadInt32LittleEndian(head[48..]),
        Mode = BinaryPrimitives.ReadInt32LittleEndian(head[52..]),
        Kind = (EntryKind)head[56],
        IsMountPoint = head[57] != 0,
        IsSizeUnknown = head[59] != 0,
        Unlisted = head[58] != 0 ? System.Text.Encoding.UTF8.GetString(rest) : null,
        Target = head[58] != 0 ? default : rest,
    };

    /// <summary>Reads one sorted part.</summary>
    private sealed class Reader(ISystemCalls calls, Descriptor file, TreePath directory, long from, long to)
    {
        private readonly byte[] _buffer = new byte[BufferSize];
        private long _offset = from;
        private int _next;
        private int _held;

        public Entry? Next()
        {
            if (!Hold(Head)) return null;
            var name = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_next + 60));
            var target = (int)BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(_next + 64));
            if (!Hold(Head + name + target)) throw new SystemCallException("pread (sorting a large directory)", directory, Errno.EIO);
            var record = _buffer.AsSpan(_next, Head + name + target);
            _next += record.Length;
            return Parse(record, name == 0 ? directory : directory.Child(record.Slice(Head, name)), record[(Head + name)..].ToArray());
        }

        // Makes sure that many bytes lie in the buffer; false at the end of the part.
        private bool Hold(int length)
        {
            while (_held - _next < length)
            {
                _buffer.AsSpan(_next, _held - _next).CopyTo(_buffer);
                (_held, _next) = (_held - _next, 0);
                var room = (int)Math.Min(_buffer.Length - _held, to - _offset);
                if (room == 0) return false;
                var read = SystemCallException.Check(calls.PRead(file.Number, _buffer.AsSpan(_held, room), _offset), "pread", directory);
                if (read == 0) throw new SystemCallException("pread (sorting a large directory)", directory, Errno.EIO);
                _held += read;
                _offset += read;
            }
            return true;
        }
    }
}
