using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// Reads databases whole. One that nobody has in use is read like any file; of one that is in use a copy is made by those who know how, and
/// that copy is read.
/// </summary>
internal sealed class LocalDatabases(LocalTree tree, IDatabaseCapture capture, string root)
{
    /// <summary>Shows a database and what belongs to it as one file.</summary>
    public DatabasePairing Pairing { get; } = new(tree);

    /// <summary>Opens a file, of a database in use a copy.</summary>
    /// <exception cref="StoreException">It cannot be read, or no whole copy can be had.</exception>
    public async ValueTask<IContentReader> OpenAsync(Entry expected, CancellationToken cancellation)
    {
        var reader = LocalContentReader.Open(tree, expected, false);
        if (!reader.StartsAs(DatabaseFiles.Magic)) return reader;
        try
        {
            if (IsQuiet(reader)) return new QuietReader(reader, () => IsQuiet(reader));
            var seen = Pairing.Pair(reader.Entry);
            var captured = await TryCaptureAsync(reader.Entry, seen.Inode != reader.Entry.Inode, cancellation);
            if (captured is null) return reader;
            await reader.DisposeAsync();
            return new CapturedReader(captured, seen with { Size = captured.Size, Allocated = -1, IsSizeUnknown = false });
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    // Null for what only begins like a database, and is read like any other file.
    private async ValueTask<CapturedDatabase?> TryCaptureAsync(Entry entry, bool hasLog, CancellationToken cancellation)
    {
        var most = entry.Size + (Pairing.Beside(entry.Path, DatabaseFiles.Log)?.Size ?? 0);
        try { return await capture.CaptureAsync(new DatabasePlace(root, tree.Root.Mounts, entry.Path, entry.Inode, most), cancellation); }
        catch (CaptureException failure) when (failure.Fault == CaptureFault.NotADatabase && !hasLog) { return null; }
        catch (CaptureException failure) { throw Translate(failure, entry.Path); }
    }

    /// <summary>The attributes of a file as it is shown.</summary>
    /// <exception cref="WorldChangedException">It is not as expected any more.</exception>
    public Entry WithXattrs(Entry expected, Entry? found, Func<Entry, Entry> read)
    {
        if (found is null || !found.IsFile || Pairing.Pair(found) is not { IsSizeUnknown: true } shown) return read(expected);
        if (shown.Inode != expected.Inode || shown.Mtime != expected.Mtime) throw tree.Changed(expected.Path, "it was modified meanwhile");
        return expected with { Xattrs = read(found).Xattrs };
    }

    // Whoever has it in use holds a lock on it or has left something beside it; whoever begins later changes one of the two, or the file.
    private bool IsQuiet(LocalContentReader reader)
    {
        var (start, length) = DatabaseFiles.Locks;
        try { return reader.TestLock(start, length) == 0 && IsNothing(Pairing.Beside(reader.Entry.Path, DatabaseFiles.Log)) && IsNothing(Pairing.Beside(reader.Entry.Path, DatabaseFiles.Journal)); }
        catch (SystemCallException) { return false; }
    }

    private static bool IsNothing(Entry? beside) => beside is null or { IsFile: true, Size: 0 };

    private StoreException Translate(CaptureException failure, TreePath path)
    {
        if (failure.Fault == CaptureFault.Changed) return tree.Changed(path, failure.Message);
        var fault = failure.Fault switch
        {
            CaptureFault.Busy => StoreFault.Transient,
            // The room it lacks is ours, not the store's: other files go on.
            CaptureFault.Full => StoreFault.Transient,
            CaptureFault.Refused => StoreFault.Denied,
            _ => StoreFault.Other,
        };
        return new StoreException(tree.Name, path, fault, $"a database in use, of which no whole copy could be made: {failure.Message}", failure);
    }
}
