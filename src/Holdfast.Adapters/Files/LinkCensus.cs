using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Holdfast.Adapters.Files;

/// <summary>
/// How many names of each file with several names a whole walk found inside the tree. A file of which some name lies
/// elsewhere may be somebody's else: its owner and mode are never touched. A name that moves is met twice by a walk, so
/// the count holds only for files whose status time lies before <see cref="Since"/>: a new, a changed and a removed name
/// all move it.
/// </summary>
/// <param name="since">A moment before the walk, by the clock of the file system; 0 when none was taken.</param>
internal sealed class LinkCensus(long since)
{
    // Past this many files the rest count as not found: refused, never wrongly allowed.
    private const int Most = 1_000_000;
    private readonly Dictionary<ulong, int> _names = [];
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<ulong, long> _ours = [];
    private readonly Lock _lock = new();

    /// <summary>The moment from which on names were counted.</summary>
    public long Since { get; } = since;

    /// <summary>Counts one name of a file. The same name in the same directory counts once, wherever that directory was moved meanwhile.</summary>
    public void Count(ulong inode, ulong directory, ReadOnlySpan<byte> name)
    {
        var key = Key(inode, directory, name);
        lock (_lock)
        {
            if (_seen.Count < Most && _seen.Add(key)) CollectionsMarshal.GetValueRefOrAddDefault(_names, inode, out _)++;
        }
    }

    /// <summary>Whether as many names were found as a file has.</summary>
    public bool HasAll(ulong inode, int links)
    {
        lock (_lock) return _names.TryGetValue(inode, out var found) && found == links;
    }

    /// <summary>Notes the status time that we ourselves gave to a file after it was sure that all its names lie inside.</summary>
    public void Settle(ulong inode, long ctime)
    {
        lock (_lock) _ours[inode] = ctime;
    }

    /// <summary>Whether a status time is the one we ourselves left.</summary>
    public bool IsOurs(ulong inode, long ctime)
    {
        lock (_lock) return _ours.TryGetValue(inode, out var settled) && settled == ctime;
    }

    // Two names with one key would be taken for one, and the file be refused.
    private static ulong Key(ulong inode, ulong directory, ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[16 + 256];
        BinaryPrimitives.WriteUInt64LittleEndian(text, inode);
        BinaryPrimitives.WriteUInt64LittleEndian(text[8..], directory);
        var length = Math.Min(name.Length, 256);
        name[..length].CopyTo(text[16..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text[..(16 + length)], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
