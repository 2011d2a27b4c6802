using System.Globalization;
using System.Text;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Faults;

/// <summary>Users who go on working in a source, by chance and from a seed.</summary>
internal sealed class Workload(World world, int seed)
{
    private const int Kept = 5;
    private readonly Random _chance = new(seed);
    private int _round;

    /// <summary>Removes a part of the tree, makes another, and edits files that stay.</summary>
    public void Work()
    {
        var part = string.Create(CultureInfo.InvariantCulture, $"work/part-{++_round}");
        Posix.RemoveTree(Posix.Join(world.Source, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"work/part-{_round - Kept}"))));
        // A directory at the top that would be emptied is one that a guard asks about.
        if (_round == 1) TreeBuilder.Build(world.Source, "work/stays = stays");
        Posix.Mkdir(Posix.Join(world.Source, Encoding.UTF8.GetBytes(part)), 0x1ED);
        TreeBuilder.Build($"{world.Source}/{part}", RandomTree.Make(_chance.Next(), 40));
        var files = Picture.Of(world.Source).Files.Where(file => file.Value.Status.IsFile).OrderBy(file => file.Key.Bytes.ToArray(), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToArray();
        for (var edits = 0; edits < 6; edits++)
        {
            var (path, (status, _)) = files[_chance.Next(files.Length)];
            var content = new byte[_chance.Next(4) == 0 ? (int)Math.Min(status.Size, 100_000) : _chance.Next(60_000)];
            _chance.NextBytes(content);
            var file = Posix.Join(world.Source, path.Bytes);
            Posix.WriteFile(file, content);
            Posix.SetMtime(file, 1_700_000_000_000_000_000 + _chance.NextInt64(1_000_000_000_000_000));
        }
    }
}
