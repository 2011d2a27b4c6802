using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.TestKit.Trees;

/// <summary>Makes trees by chance: one seed, one tree. Names, kinds and modes lean towards what has broken such programs before.</summary>
public static class RandomTree
{
    private static readonly byte[][] OddNames =
    [
        [0xFF, 0xFE], [(byte)'n', (byte)'\n', (byte)'l'], "a"u8.ToArray(), "a.b"u8.ToArray(), "a b"u8.ToArray(), "-rf"u8.ToArray(), "..."u8.ToArray(),
        "~"u8.ToArray(), "*"u8.ToArray(), "\\"u8.ToArray(), "é"u8.ToArray(), "e\u0301"u8.ToArray(), "A"u8.ToArray(), Encoding.UTF8.GetBytes(new string('x', 255)),
    ];

    private static readonly int[] FileModes = [0x1A4, 0x1B4, 0x180, 0x1ED, 0x1C0, 0x124];

    /// <summary>A tree of about so many names.</summary>
    /// <param name="seed">What it is made from; print it when a test fails.</param>
    /// <param name="names">How many names, about.</param>
    /// <param name="links">Whether it has symbolic and hard links.</param>
    public static TreeSpec Make(int seed, int names, bool links = true)
    {
        var chance = new Random(seed);
        var items = new List<TreeItem>();
        var taken = new HashSet<TreePath>();
        var directories = new List<TreePath> { TreePath.Root };
        while (items.Count < names)
        {
            var parent = directories[chance.Next(directories.Count)];
            var path = parent.Child(Name(chance));
            if (path.Depth > 12 || path.Bytes.Length > 1500 || !taken.Add(path)) continue;
            var item = Item(chance, path, links, items);
            if (item.Kind == EntryKind.Directory) directories.Add(path);
            items.Add(item);
        }
        return TreeSpec.Of(items);
    }

    private static TreeItem Item(Random chance, TreePath path, bool links, List<TreeItem> before)
    {
        var mtime = 1_500_000_000_000_000_000 + chance.NextInt64(200_000_000_000_000_000);
        var dice = chance.Next(100);
        if (dice < 15) return new TreeItem(path, EntryKind.Directory) { Mtime = mtime, Mode = chance.Next(2) == 0 ? 0x1ED : 0x1FD };
        if (links && dice < 22) return new TreeItem(path, EntryKind.Symlink) { Mtime = mtime, Target = Name(chance) };
        if (links && dice < 28)
        {
            var files = before.Where(item => item is { Kind: EntryKind.File, LinkTo: null }).ToArray();
            if (files.Length > 0) return new TreeItem(path, EntryKind.File) { LinkTo = files[chance.Next(files.Length)].Path };
        }
        var content = new byte[dice > 95 ? chance.Next(300_000) : chance.Next(3_000)];
        chance.NextBytes(content);
        return new TreeItem(path, EntryKind.File)
        {
            Mtime = mtime, Mode = FileModes[chance.Next(FileModes.Length)], Content = content,
            Size = dice > 93 ? content.Length + chance.Next(1_000_000) : -1,
        };
    }

    private static byte[] Name(Random chance)
    {
        if (chance.Next(10) == 0) return OddNames[chance.Next(OddNames.Length)];
        var name = new byte[chance.Next(1, 12)];
        for (var i = 0; i < name.Length; i++) name[i] = (byte)"abcdefghijklmnop.-_AB"[chance.Next(21)];
        return name.AsSpan().IndexOfAnyExcept((byte)'.') < 0 ? "dots"u8.ToArray() : name;
    }
}
