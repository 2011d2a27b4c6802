using System.Runtime.CompilerServices;
using Holdfast.Adapters.Stores.GoogleDrive;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>What a Drive's tree takes of memory, measured while nobody else takes and lets go of any.</summary>
[Collection(Alone.Name)]
[Trait("row", "D2")]
public sealed class DriveTreeTests
{
    private const int Files = 50_000;

    [Fact]
    public void A_tree_takes_some_hundred_bytes_a_file()
    {
        // The middle of three: what tests before have left may be let go in between.
        long[] each = [Measure(), Measure(), Measure()];
        Assert.InRange(each.Order().ElementAt(1), 100, 700);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Measure()
    {
        var root = new DriveNode { Id = "root", Base = "", Kind = DriveKind.Folder };
        var formats = new DriveFormats([]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tree = new DriveTree(root, followsShortcuts: false);
        for (var i = 0; i < Files; i++) tree.Put(DriveNode.Of(new DriveFile { Id = $"1AbCdEfGhIjKlMnOpQrStUvWxYz{i:d6}", Name = $"Photo of the day {i}.jpg", Mime = "image/jpeg", Parent = "root", Size = i, Md5 = "m", Modified = i }, formats));
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Files;
        Assert.Equal(Files + 1, tree.Count);
        return each;
    }
}
