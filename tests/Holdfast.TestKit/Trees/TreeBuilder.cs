using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.TestKit.Trees;

/// <summary>Makes the tree of a text (see <see cref="TreeSpec"/>) on a store or in a directory.</summary>
public static class TreeBuilder
{
    /// <summary>Modification time of what says nothing else: 2025-01-01 00:00 UTC and 5 nanoseconds, in nanoseconds.</summary>
    public const long DefaultMtime = 1_735_689_600_000_000_005;

    /// <summary>Makes the tree on a store, through its own calls.</summary>
    public static ValueTask BuildAsync(IStore store, string tree, CancellationToken cancellation = default) => BuildAsync(store, TreeSpec.Parse(tree), cancellation);

    /// <summary>Makes the tree on a store, through its own calls.</summary>
    public static async ValueTask BuildAsync(IStore store, TreeSpec tree, CancellationToken cancellation = default)
    {
        foreach (var item in tree.Items)
        {
            if (item.Path.IsRoot) continue;
            if (item.LinkTo is { } first) await LinkAsync(store, item.Path, first, cancellation);
            else await MakeAsync(store, item, cancellation);
        }
        // Directories get their final look last, the deepest first: what is made inside one changes its time.
        foreach (var item in tree.Items.Where(item => item.Kind == EntryKind.Directory).OrderByDescending(item => item.Path.Depth))
        {
            var there = await store.StatAsync(item.Path, cancellation) ?? throw new InvalidOperationException($"{item.Path} was not made");
            if (store.Ask<IMetadataStore>() is { } metadata)
            {
                await metadata.SetMetadataAsync(there, Metadata.Of(Wanted(item), MetadataParts.Mode | MetadataParts.Mtime | (item.Uid is null ? 0 : MetadataParts.Owner)), AclRule.Overwrite, cancellation);
            }
        }
    }

    /// <summary>Makes the tree in a directory, with system calls that are not the product's.</summary>
    public static void Build(string directory, string tree) => Build(directory, TreeSpec.Parse(tree));

    /// <summary>Makes the tree in a directory, with system calls that are not the product's.</summary>
    public static void Build(string directory, TreeSpec tree)
    {
        foreach (var item in tree.Items)
        {
            if (item.Path.IsRoot) continue;
            var path = Posix.Join(directory, item.Path.Bytes);
            if (item.LinkTo is { } first)
            {
                Posix.Link(Posix.Join(directory, first.Bytes), path);
                continue;
            }
            Make(path, item);
            if (item.Kind != EntryKind.Directory) Dress(path, item);
        }
        foreach (var item in tree.Items.Where(item => item.Kind == EntryKind.Directory).OrderByDescending(item => item.Path.Depth)) Dress(Posix.Join(directory, item.Path.Bytes), item);
    }

    /// <summary>The entry that a store is asked to make for an item.</summary>
    public static Entry Wanted(TreeItem item) => new()
    {
        Path = item.Path,
        Kind = item.Kind,
        Size = item.Kind == EntryKind.File ? Math.Max(item.Size, item.Content.Length) : 0,
        Mode = item.Mode ?? (item.Kind == EntryKind.Directory ? 0x1ED : 0x1A4),
        Uid = item.Uid ?? Posix.UserId,
        Gid = item.Gid ?? Posix.GroupId,
        Mtime = item.Mtime ?? DefaultMtime,
        Target = item.Target,
    };

    private static async ValueTask MakeAsync(IStore store, TreeItem item, CancellationToken cancellation)
    {
        switch (item.Kind)
        {
            case EntryKind.Directory:
                // A store without directories of their own gets them from what lies in them.
                if (store.Ask<IDirectoryStore>() is { } directories) await directories.MakeDirectoryAsync(Wanted(item), cancellation);
                break;
            case EntryKind.Special:
                var disk = (store as MemoryStore)?.Disk ?? throw new NotSupportedException("only a memory store and a directory can be given special files");
                disk.Plant(item.Path, item.Mode ?? 0x1A4);
                break;
            default:
                await using (var content = new BytesReader(item.Content, item.Size))
                {
                    await store.WriteAsync(new WriteRequest { Wanted = Wanted(item), Content = item.Kind == EntryKind.File ? content : null }, cancellation);
                }
                break;
        }
    }

    private static async ValueTask LinkAsync(IStore store, TreePath path, TreePath first, CancellationToken cancellation)
    {
        var existing = await store.StatAsync(first, cancellation) ?? throw new InvalidOperationException($"{first} is not there to be linked");
        var links = store.Ask<ILinkingStore>() ?? throw new NotSupportedException("the store keeps no hard links");
        await links.LinkAsync(existing, path, null, null, cancellation);
    }

    private static void Make(byte[] path, TreeItem item)
    {
        switch (item.Kind)
        {
            case EntryKind.Directory: Posix.Mkdir(path, 0x1C0); break;
            case EntryKind.Symlink: Posix.Symlink(item.Target.ToArray(), path); break;
            case EntryKind.Special: Posix.Mkfifo(path, 0x1A4); break;
            default: Posix.WriteFile(path, item.Content.Span, item.Size); break;
        }
    }

    private static void Dress(byte[] path, TreeItem item)
    {
        if (item.Uid is { } uid) Posix.Chown(path, uid, item.Gid ?? -1);
        if (item.Kind != EntryKind.Symlink) Posix.Chmod(path, item.Mode ?? (item.Kind == EntryKind.Directory ? 0x1ED : 0x1A4));
        Posix.SetMtime(path, item.Mtime ?? DefaultMtime);
    }
}
