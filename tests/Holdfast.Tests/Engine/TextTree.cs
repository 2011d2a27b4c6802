using System.Globalization;
using System.Text;
using Holdfast.Engine.Diffing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine;

/// <summary>
/// Trees as text, for tables: names parted by spaces, <c>d/</c> a directory, <c>a=3</c> a file of 3 bytes, <c>a=3@9</c> one of
/// time 9, <c>l->x</c> a link, <c>f!</c> a FIFO, then <c>#5</c> an inode, <c>%644</c> a mode, <c>^9</c> a ctime, <c>*2</c> a
/// number of links, <c>d/?</c> a directory that could not be listed, <c>d/&amp;</c> a mount point.
/// </summary>
internal static class TextTree
{
    public static IReadOnlyList<Entry> Parse(string text)
    {
        var entries = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(One).ToList();
        if (text.Length > 0) entries.Add(new Entry { Path = TreePath.Root, Kind = EntryKind.Directory, Mode = 0x1ED, Inode = 1, Mtime = 1, Ctime = 1 });
        entries.Sort(CanonicalOrder.Compare);
        return entries;
    }

    public static IReadOnlyList<BaselineEntry> Baseline(string text) => [.. Parse(text).Select(e => new BaselineEntry
    {
        Path = e.Path,
        Kind = e.Kind,
        Size = e.Size,
        Target = e.Target,
        Source = Stamp.Of(e),
        Destination = Stamp.Of(e),
        Links = e.Links,
        WasMountPoint = e.IsMountPoint,
        Hash = e.IsFile ? new ContentHash(HashKind.Sha256, Encoding.ASCII.GetBytes(e.Size.ToString("D32", CultureInfo.InvariantCulture))) : null,
    })];

    public static IEnumerable<Change> Diff(string baseline, string source, string destination, DiffOptions? options = null)
    {
        var differ = new Differ(options ?? new DiffOptions(Fidelity.Full, true, true));
        var (b, s, d) = (new Queue<BaselineEntry>(Baseline(baseline)), new Queue<Entry>(Parse(source)), new Queue<Entry>(Parse(destination)));
        while (b.Count + s.Count + d.Count > 0)
        {
            var step = differ.Next(b.TryPeek(out var x) ? x : null, s.TryPeek(out var y) ? y : null, d.TryPeek(out var z) ? z : null);
            Assert.True(step.TakesBaseline || step.TakesSource || step.TakesDestination, "a step must take something");
            if (step.Change is { } change) yield return change;
            if (step.TakesBaseline) b.Dequeue();
            if (step.TakesSource) s.Dequeue();
            if (step.TakesDestination) d.Dequeue();
        }
    }

    public static PlanText Plan(IPlanner planner, IEnumerable<Change> changes)
    {
        var plan = new PlanText();
        foreach (var change in changes) planner.Take(change, plan);
        planner.Finish(plan);
        return plan;
    }

    private static Entry One(string word)
    {
        var (mode, inode, ctime, links) = (-1, 0UL, 1L, 1);
        for (var cut = word.LastIndexOfAny(['#', '%', '^', '*']); cut > 0; cut = word.LastIndexOfAny(['#', '%', '^', '*']))
        {
            var value = word[(cut + 1)..];
            switch (word[cut])
            {
                case '#': inode = ulong.Parse(value, CultureInfo.InvariantCulture); break;
                case '%': mode = Convert.ToInt32(value, 8); break;
                case '^': ctime = long.Parse(value, CultureInfo.InvariantCulture); break;
                default: links = int.Parse(value, CultureInfo.InvariantCulture); break;
            }
            word = word[..cut];
        }
        var (unlisted, mount) = (word.EndsWith('?'), word.EndsWith('&'));
        if (unlisted || mount) word = word[..^1];
        if (word.EndsWith('/'))
            return new Entry { Path = TreePath.From(word), Kind = EntryKind.Directory, Mode = mode < 0 ? 0x1ED : mode, Inode = inode == 0 ? Hash(word) : inode, Mtime = 1, Ctime = ctime, Unlisted = unlisted ? "denied" : null, IsMountPoint = mount };
        if (word.Contains("->", StringComparison.Ordinal))
        {
            var parts = word.Split("->");
            return new Entry { Path = TreePath.From(parts[0]), Kind = EntryKind.Symlink, Mode = 0x1FF, Target = Encoding.UTF8.GetBytes(parts[1]), Inode = inode == 0 ? Hash(parts[0]) : inode, Mtime = 1, Ctime = ctime };
        }
        if (word.EndsWith('!')) return new Entry { Path = TreePath.From(word[..^1]), Kind = EntryKind.Special, Mode = 0x1A4, Inode = Hash(word) };
        var (name, rest) = (word.Split('=')[0], word.Split('=')[1].Split('@'));
        return new Entry
        {
            Path = TreePath.From(name),
            Kind = EntryKind.File,
            Size = long.Parse(rest[0], CultureInfo.InvariantCulture),
            Mtime = rest.Length > 1 ? long.Parse(rest[1], CultureInfo.InvariantCulture) : 1,
            Ctime = ctime,
            Mode = mode < 0 ? 0x1A4 : mode,
            Inode = inode == 0 ? Hash(name) : inode,
            Links = links,
        };
    }

    private static ulong Hash(string name) => name.Aggregate(1000UL, (hash, c) => hash * 31 + c);
}

/// <summary>A plan as text: one word for each operation, <c>create:a</c>, and one for each finding, <c>conflict!a</c>.</summary>
internal sealed class PlanText : IPlanSink
{
    public List<Operation> Operations { get; } = [];
    public List<Finding> Findings { get; } = [];

    public void Add(Operation operation) => Operations.Add(operation);

    public void Report(Finding finding) => Findings.Add(finding);

    public override string ToString() => string.Join(' ', Operations.Select(o => $"{Word(o)}:{o.Path}").Concat(Findings.Select(f => $"{f.Code}!{f.Path}")));

    private static string Word(Operation operation) => (operation.Kind switch
    {
        OperationKind.MakeDirectory => "mkdir",
        OperationKind.RemoveDirectory => "rmdir",
        OperationKind.SetMetadata => "meta",
        OperationKind.FinishDirectory => "finish",
        var kind => kind.ToString().ToLowerInvariant(),
    }) + (operation.CompareContent ? "?" : "");
}
