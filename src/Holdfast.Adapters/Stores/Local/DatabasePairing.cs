using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// Shows a database and what belongs to it as one file. What is written to its log is a change of it, though its own file stays as it is;
/// and log, journal and shared memory are no files of their own: beside a whole copy they would spoil it.
/// </summary>
internal sealed class DatabasePairing(LocalTree tree)
{
    /// <summary>A listing with each database as one.</summary>
    /// <param name="entries">The listing.</param>
    /// <param name="request">What was asked for. What the caller knows from before is asked only when there is a database whose size says nothing.</param>
    /// <param name="cancellation">Ends the listing.</param>
    public async IAsyncEnumerable<Entry> PairAsync(IAsyncEnumerable<Entry> entries, ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var memory = new KnownEntries(request.Known, cancellation);
        Entry? held = null;
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            if (held is not null) yield return await memory.CompleteAsync(MayHaveLog(held, entry, request) ? Pair(held) : held);
            held = IsPartOfOne(entry) ? null : entry;
        }
        if (held is not null) yield return await memory.CompleteAsync(MayHaveLog(held, null, request) ? Pair(held) : held);
    }

    /// <summary>
    /// A file as it is shown. The log of a database makes it another one with each change: its time is the later of the two, and its number
    /// goes with the log. With a log or journal beside it, its size is nobody's to know before it is read.
    /// </summary>
    /// <exception cref="SystemCallException">It could not be looked at.</exception>
    public Entry Pair(Entry entry)
    {
        if (!entry.IsFile) return entry;
        var log = Beside(entry.Path, DatabaseFiles.Log) is { IsFile: true, Size: > 0 } found ? found : null;
        if ((log is null && Beside(entry.Path, DatabaseFiles.Journal) is not { IsFile: true, Size: > 0 }) || !IsDatabase(entry.Path)) return entry;
        var shown = entry with { Allocated = -1, IsSizeUnknown = true };
        return log is null ? shown : shown with { Mtime = Math.Max(entry.Mtime, log.Mtime), Ctime = Math.Max(entry.Ctime, log.Ctime), Inode = Mix(entry.Inode, log) };
    }

    /// <summary>Whether a name stands for a part of a database, which is not carried by itself.</summary>
    public bool IsPartOfOne(Entry entry) => entry.IsFile && DatabaseFiles.OwnerOf(entry.Path) is { } owner && IsDatabase(owner);

    /// <summary>What stands beside a database; null when nothing does.</summary>
    public Entry? Beside(TreePath database, ReadOnlySpan<byte> suffix)
    {
        var path = DatabaseFiles.Beside(database, suffix);
        var number = tree.Root.TryOpen(path.Parent, OpenFlags.Path | OpenFlags.Directory);
        if (number is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP) return null;
        using var parent = new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", path));
        SystemCallException.Check(EntryStat.Look(tree.Calls, parent.Number, path.Name, path, 0, out var entry), "statx", path);
        return entry;
    }

    // Names come in order: where all of them are listed, what belongs to a name follows it at once.
    private static bool MayHaveLog(Entry entry, Entry? next, ListRequest request)
    {
        if (!entry.IsFile) return false;
        if (!request.Scope.IsAll) return true;
        var name = entry.Path.Bytes;
        if (next is not null && next.Path.Bytes.StartsWith(name) && next.Path.Bytes.Length > name.Length && next.Path.Bytes[name.Length] <= (byte)'-') return true;
        return request.Filters.Rules.Count > 0 && !request.Filters.Decide(DatabaseFiles.Beside(entry.Path, DatabaseFiles.Log), false).Included;
    }

    private bool IsDatabase(TreePath path)
    {
        var number = tree.Root.TryOpen(path, OpenFlags.Path);
        if (number < 0) return false;
        using var held = new Descriptor(tree.Calls, number);
        if (!EntryStat.Of(tree.Calls, held.Number, path, out _).IsFile) return false;
        try
        {
            using var file = tree.Reopener.Read(held, path);
            return LocalContentReader.StartsAs(tree.Calls, file, DatabaseFiles.Magic);
        }
        catch (SystemCallException failure) when (failure.Error is Errno.EACCES or Errno.EPERM)
        {
            // What may not be read is told when it is to be carried.
            return false;
        }
    }

    private static ulong Mix(ulong inode, Entry log)
    {
        Span<byte> bytes = stackalloc byte[32];
        BitConverter.TryWriteBytes(bytes, inode);
        BitConverter.TryWriteBytes(bytes[8..], log.Inode);
        BitConverter.TryWriteBytes(bytes[16..], log.Size);
        BitConverter.TryWriteBytes(bytes[24..], log.Mtime);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BitConverter.ToUInt64(hash);
    }

    /// <summary>What the caller knows, read along with a listing as far as it is needed.</summary>
    private sealed class KnownEntries(Func<CancellationToken, IAsyncEnumerable<Entry>>? known, CancellationToken cancellation) : IAsyncDisposable
    {
        private IAsyncEnumerator<Entry>? _rows;
        private bool _hasRow;

        /// <summary>Gives a database the size of its copy when it is still the one that was copied.</summary>
        public async ValueTask<Entry> CompleteAsync(Entry entry)
        {
            if (!entry.IsSizeUnknown || known is null) return entry;
            if (_rows is null)
            {
                _rows = known(cancellation).GetAsyncEnumerator(cancellation);
                _hasRow = await _rows.MoveNextAsync();
            }
            while (_hasRow && CanonicalOrder.Compare(_rows.Current, entry) < 0) _hasRow = await _rows.MoveNextAsync();
            return _hasRow && _rows.Current.Path == entry.Path && _rows.Current is { IsFile: true } row && row.Inode == entry.Inode && row.Mtime == entry.Mtime ? entry with { Size = row.Size } : entry;
        }

        public async ValueTask DisposeAsync()
        {
            if (_rows is not null) await _rows.DisposeAsync();
        }
    }
}
