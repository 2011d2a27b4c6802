using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.TestKit.Trees;

/// <summary>One name of a tree that a test wants.</summary>
public sealed record TreeItem(TreePath Path, EntryKind Kind)
{
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Size when it is more than the content (the rest is a hole); -1 otherwise.</summary>
    public long Size { get; init; } = -1;

    public ReadOnlyMemory<byte> Target { get; init; }

    /// <summary>The name it is another name of.</summary>
    public TreePath? LinkTo { get; init; }

    public int? Mode { get; init; }

    public int? Uid { get; init; }

    public int? Gid { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long? Mtime { get; init; }
}

/// <summary>
/// A tree as text, one name a line, directories made as needed:
/// <code>
/// dir/                       a directory
/// dir/file = hello\n         a file with content
/// dir/empty                  an empty file
/// big size=1M = head         1 MiB: "head" and a hole behind it
/// noise random=64K:7         64 KiB of noise from seed 7
/// link -> ../target          a symbolic link
/// twin => dir/file           a further name of a file
/// pipe |                     a FIFO
/// </code>
/// Between name and content may stand <c>mode=640 owner=5:6 mtime=1700000000.5</c>. Bytes that are no plain character are
/// written <c>\xNN</c>, a space in a name <c>\x20</c>, and in content also <c>\n</c>, <c>\\</c>. Lines that begin with
/// <c>#</c> and empty ones say nothing.
/// </summary>
public sealed class TreeSpec
{
    private TreeSpec(IReadOnlyList<TreeItem> items) => Items = items;

    /// <summary>What is to be made, parents before what is in them, files before further names of them.</summary>
    public IReadOnlyList<TreeItem> Items { get; }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">A line cannot be read.</exception>
    public static TreeSpec Parse(string text)
    {
        var items = new List<TreeItem>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length > 0 && line[0] != '#') items.Add(ParseLine(line));
        }
        return Of(items);
    }

    /// <summary>A tree of items; missing parents are added.</summary>
    public static TreeSpec Of(IEnumerable<TreeItem> items)
    {
        var all = items.ToList();
        var known = all.Where(item => item.Kind == EntryKind.Directory).Select(item => item.Path).ToHashSet();
        foreach (var item in all.ToArray())
        {
            for (var above = item.Path.Parent; !above.IsRoot && known.Add(above); above = above.Parent) all.Add(new TreeItem(above, EntryKind.Directory));
        }
        return new TreeSpec([.. all.OrderBy(item => item.LinkTo is not null).ThenBy(item => item.Path.Depth)]);
    }

    private static TreeItem ParseLine(string line)
    {
        var (head, rest) = Cut(line);
        var path = Unescape(head.TrimEnd('/'));
        var item = new TreeItem(head is "." ? TreePath.Root : TreePath.FromBytes(path), head.EndsWith('/') || head is "." ? EntryKind.Directory : EntryKind.File);
        while (rest.Length > 0)
        {
            if (rest.StartsWith("-> ", StringComparison.Ordinal)) return item with { Kind = EntryKind.Symlink, Target = Unescape(rest[3..]) };
            if (rest.StartsWith("=> ", StringComparison.Ordinal)) return item with { LinkTo = TreePath.FromBytes(Unescape(rest[3..])) };
            if (rest.StartsWith("= ", StringComparison.Ordinal)) return item with { Content = Unescape(rest[2..]) };
            if (rest == "|") return item with { Kind = EntryKind.Special };
            (var option, rest) = Cut(rest);
            item = Apply(item, option, line);
        }
        return item;
    }

    private static TreeItem Apply(TreeItem item, string option, string line)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw new FormatException($"cannot read '{option}' in the tree line '{line}'");
        var value = option[(equals + 1)..];
        var colon = value.Split(':');
        return option[..equals] switch
        {
            "mode" => item with { Mode = Convert.ToInt32(value, 8) },
            "owner" => item with { Uid = Number(colon[0]), Gid = Number(colon[1]) },
            "mtime" => item with { Mtime = (long)(decimal.Parse(value, CultureInfo.InvariantCulture) * 1_000_000_000m) },
            "size" => item with { Size = Bytes(value) },
            "random" => item with { Content = Noise(Bytes(colon[0]), Number(colon[1])) },
            _ => throw new FormatException($"cannot read '{option}' in the tree line '{line}'"),
        };
    }

    private static byte[] Noise(long length, int seed)
    {
        var noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Bytes(string text) => text[^1] switch
    {
        'K' => Number(text[..^1]) * (1L << 10),
        'M' => Number(text[..^1]) * (1L << 20),
        'G' => Number(text[..^1]) * (1L << 30),
        'T' => Number(text[..^1]) * (1L << 40),
        _ => long.Parse(text, CultureInfo.InvariantCulture),
    };

    private static (string Head, string Tail) Cut(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[space..].TrimStart());
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }
            switch (text[++i])
            {
                case 'x': bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16)); i += 2; break;
                case 'n': bytes.Add((byte)'\n'); break;
                default: bytes.Add((byte)text[i]); break;
            }
        }
        return [.. bytes];
    }
}
