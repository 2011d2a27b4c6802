using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Trees;

/// <summary>What a snapshot says of each name, beside its kind and content.</summary>
[Flags]
public enum SnapshotParts
{
    None = 0,
    Mode = 1,
    Owner = 2,
    Mtime = 4,
    Links = 8,

    /// <summary>Inode and status-change time: whether anything at all was done to an object.</summary>
    Identity = 16,

    /// <summary>Everything that two stores can have in common.</summary>
    All = Mode | Owner | Mtime | Links,
}

/// <summary>
/// A tree as text, one line a name in canonical order, so that two trees are compared by comparing two texts:
/// <c>file dir/name mode=644 owner=0:0 mtime=1735689600.000000005 size=5 sha256=2cf24dba5fb0 links=dir/first</c>.
/// <c>links</c> names the first name of a file that has several in the tree. <c>.holdfast</c> at the root is left out.
/// </summary>
public static class TreeSnapshot
{
    /// <summary>What a store holds, through its own calls.</summary>
    public static async ValueTask<string> OfAsync(IStore store, SnapshotParts parts = SnapshotParts.All, CancellationToken cancellation = default)
    {
        var (text, first) = (new StringBuilder(), new Dictionary<ulong, TreePath>());
        await foreach (var entry in store.ListAsync(ListRequest.Everything, cancellation))
        {
            var digest = entry.IsFile ? await DigestAsync(store, entry, cancellation) : null;
            Append(text, entry, digest, parts, first);
        }
        return text.ToString();
    }

    /// <summary>What a directory holds, with system calls that are not the product's.</summary>
    public static string Of(string directory, SnapshotParts parts = SnapshotParts.All)
    {
        var entries = new List<Entry>();
        Walk(directory, TreePath.Root, entries);
        entries.Sort(CanonicalOrder.Compare);
        var (text, first) = (new StringBuilder(), new Dictionary<ulong, TreePath>());
        foreach (var entry in entries) Append(text, entry, entry.IsFile ? Digest(Posix.Join(directory, entry.Path.Bytes)) : null, parts, first);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Entry entry, string? digest, SnapshotParts parts, Dictionary<ulong, TreePath> first)
    {
        text.Append(entry.Kind switch { EntryKind.File => "file ", EntryKind.Directory => "dir ", EntryKind.Symlink => "link ", _ => "special " });
        text.Append(entry.Path.ToString().Replace(" ", "\\x20", StringComparison.Ordinal));
        if (entry.Unlisted is not null) text.Append(" unlisted");
        if (parts.HasFlag(SnapshotParts.Mode) && entry.Kind != EntryKind.Symlink) text.Append(" mode=").Append(Convert.ToString(entry.Mode, 8));
        if (parts.HasFlag(SnapshotParts.Owner)) text.Append(CultureInfo.InvariantCulture, $" owner={entry.Uid}:{entry.Gid}");
        if (parts.HasFlag(SnapshotParts.Mtime)) text.Append(CultureInfo.InvariantCulture, $" mtime={entry.Mtime / 1_000_000_000}.{entry.Mtime % 1_000_000_000:d9}");
        if (digest is not null) text.Append(CultureInfo.InvariantCulture, $" size={entry.Size} sha256={digest}");
        if (entry.Kind == EntryKind.Symlink) text.Append(" -> ").Append(TreePath.Show(entry.Target.Span));
        if (parts.HasFlag(SnapshotParts.Links) && entry is { IsFile: true, Links: > 1 } && !first.TryAdd(entry.Inode, entry.Path)) text.Append(" links=").Append(first[entry.Inode]);
        if (parts.HasFlag(SnapshotParts.Identity)) text.Append(CultureInfo.InvariantCulture, $" inode={entry.Inode} ctime={entry.Ctime}");
        text.Append('\n');
    }

    private static async ValueTask<string> DigestAsync(IStore store, Entry entry, CancellationToken cancellation)
    {
        await using var reader = await store.OpenReadAsync(entry, cancellation);
        using var hasher = new ContentHasher(HashKind.Sha256);
        var buffer = new byte[1 << 16];
        while (await reader.ReadAsync(buffer, cancellation) is { IsEnd: false } block)
        {
            hasher.Append(buffer.AsSpan(0, block.Length));
            hasher.AppendHole(block.Hole);
        }
        return Convert.ToHexStringLower(hasher.Finish().Value.Span)[..12];
    }

    private static string Digest(byte[] path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Posix.ReadFile(path, (buffer, length) => hash.AppendData(buffer, 0, length));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static void Walk(string directory, TreePath path, List<Entry> entries)
    {
        var place = Posix.Join(directory, path.Bytes);
        var status = Posix.Lstat(place) ?? throw new IOException($"{path} vanished");
        var kind = status.IsDirectory ? EntryKind.Directory : status.IsFile ? EntryKind.File : status.IsSymlink ? EntryKind.Symlink : EntryKind.Special;
        entries.Add(new Entry
        {
            Path = path, Kind = kind, Size = kind == EntryKind.File ? status.Size : 0, Mode = status.Mode & 0xFFF, Uid = status.Uid, Gid = status.Gid,
            Mtime = status.Mtime, Ctime = status.Ctime, Inode = status.Inode, Links = status.Links,
            Target = kind == EntryKind.Symlink ? Posix.Readlink(place) : default,
        });
        if (kind != EntryKind.Directory) return;
        foreach (var name in Posix.Names(place))
        {
            if (!path.IsRoot || !name.AsSpan().SequenceEqual(".holdfast"u8)) Walk(directory, path.Child(name), entries);
        }
    }
}
