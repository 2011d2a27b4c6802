using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Reads one open file, holes as holes. It ends where the file ended when it was opened; what grew since shows in <see cref="StatAsync"/>.</summary>
internal sealed class LocalContentReader : IContentReader
{
    private const long BigFrom = 4 << 20;
    private readonly LocalTree _tree;
    private readonly Descriptor _file;
    private readonly bool _sparse;
    private long _offset;
    private long _dataEnd;

    private LocalContentReader(LocalTree tree, Descriptor file, Entry entry)
    {
        (_tree, _file, Entry) = (tree, file, entry);
        _sparse = entry.Allocated < entry.Size;
        _dataEnd = _sparse ? 0 : entry.Size;
    }

    /// <inheritdoc/>
    public Entry Entry { get; }

    /// <summary>Opens what stands under the name of an entry if it is a regular file.</summary>
    /// <param name="tree">The store.</param>
    /// <param name="expected">The entry as it was listed.</param>
    /// <param name="fromMedium">Whether the kernel's memory of the content is dropped first, so that the medium is read.</param>
    /// <exception cref="WorldChangedException">It is no longer a regular file.</exception>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public static LocalContentReader Open(LocalTree tree, Entry expected, bool fromMedium)
    {
        if (!expected.IsFile) throw tree.Refused(expected.Path, "only regular files are read");
        using var held = Hold(tree, expected.Path);
        var entry = EntryStat.Of(tree.Calls, held.Number, expected.Path, out _);
        // Opening a device or a FIFO does something to whoever is behind it, however short it is open: so the kind is known before.
        if (!entry.IsFile) throw tree.Changed(expected.Path, Identity.Difference(expected, entry));
        var file = tree.Reopener.Read(held, expected.Path);
        try
        {
            if (fromMedium) DropCache(tree, file, expected.Path);
            else
            {
                // Whoever carries the content carries the attributes with it; a listing does not tell them.
                if (tree.Fidelity.Xattrs) entry = EntryStat.WithXattrs(entry, AttributesOf(tree, file, expected.Path));
                if (entry.Size >= BigFrom) _ = tree.Calls.FAdvise(file.Number, 0, 0, FileAdvice.Sequential);
            }
            return new LocalContentReader(tree, file, entry);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether its content begins with some bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public bool StartsAs(ReadOnlySpan<byte> bytes) => StartsAs(_tree.Calls, _file, bytes);

    /// <summary>Whether the content of an open file begins with some bytes.</summary>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public static bool StartsAs(ISystemCalls calls, Descriptor file, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[bytes.Length];
        return SystemCallException.Check(calls.PRead(file.Number, head, 0), "pread", TreePath.Root) == bytes.Length && head.SequenceEqual(bytes);
    }

    /// <summary>1 when somebody holds a record lock on some of its bytes, 0 when nobody does, or the negative error number.</summary>
    public int TestLock(long start, long length) => _tree.Calls.TestLock(_file.Number, start, length);

    /// <inheritdoc/>
    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try { return ValueTask.FromResult(Read(buffer.Span)); }
        catch (SystemCallException failure) { throw _tree.Translate(failure, Entry.Path); }
    }

    /// <inheritdoc/>
    public ValueTask<Entry> StatAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try { return ValueTask.FromResult(EntryStat.Of(_tree.Calls, _file.Number, Entry.Path, out _)); }
        catch (SystemCallException failure) { throw _tree.Translate(failure, Entry.Path); }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private ContentBlock Read(Span<byte> buffer)
    {
        if (_offset >= Entry.Size) return default;
        if (_offset >= _dataEnd && SkipHole() is { IsEnd: false } hole) return hole;
        var wanted = (int)Math.Min(buffer.Length, _dataEnd - _offset);
        if (wanted <= 0) return default;
        var read = SystemCallException.Check(_tree.Calls.PRead(_file.Number, buffer[..wanted], _offset), "pread", Entry.Path);
        _offset += read;
        return new ContentBlock(read, 0);
    }

    // Finds where data begins and ends from here; a block that is not the end is the hole before it.
    private ContentBlock SkipHole()
    {
        var data = _tree.Calls.LSeek(_file.Number, _offset, Whence.Data);
        if (data == -Errno.EINVAL)
        {
            _dataEnd = Entry.Size;
            return default;
        }
        // No data from here on: a hole up to the end, which may have come nearer since the file was opened.
        if (data == -Errno.ENXIO) data = Math.Min(Entry.Size, SystemCallException.Check(_tree.Calls.LSeek(_file.Number, 0, Whence.End), "lseek", Entry.Path));
        data = Math.Min(SystemCallException.Check(data, "lseek", Entry.Path), Entry.Size);
        if (data > _offset)
        {
            var hole = new ContentBlock(0, data - _offset);
            _offset = data;
            return hole;
        }
        var end = _tree.Calls.LSeek(_file.Number, _offset, Whence.Hole);
        _dataEnd = end == -Errno.ENXIO ? _offset : Math.Min(SystemCallException.Check(end, "lseek", Entry.Path), Entry.Size);
        return default;
    }

    private static Descriptor Hold(LocalTree tree, TreePath path)
    {
        var number = tree.Root.TryOpen(path, OpenFlags.Path);
        if (number == -Errno.ELOOP) throw tree.Changed(path, "a symbolic link has taken the place of a directory above it");
        return new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", path));
    }

    // A copy is made of what was opened, its attributes included. Most files have none, which one call tells.
    private static Xattrs AttributesOf(LocalTree tree, Descriptor file, TreePath path) =>
        tree.Calls.FListXattr(file.Number, []) is 0 or -Errno.EOPNOTSUPP ? Xattrs.None : new XattrAccess(tree.Calls).Read(file, false, path);

    // Only clean pages can be dropped; a sync that fails here is the very news a reader of the medium wants.
    private static void DropCache(LocalTree tree, Descriptor file, TreePath path)
    {
        SystemCallException.Check(tree.Calls.FSync(file.Number), "fsync", path);
        SystemCallException.Check(tree.Calls.FAdvise(file.Number, 0, 0, FileAdvice.DontNeed), "posix_fadvise", path);
    }
}
