using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;
using Holdfast.Tests.Adapters.Files;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>That all names of a file lie in the tree is believed only while nobody is changing them.</summary>
public sealed class NameProofTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly InterposedCalls _calls = new();
    private readonly string _tree;
    private readonly string _outside;

    public NameProofTests() => (_tree, _outside) = (_directory.Make("tree"), _directory.Make("outside"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [Trait("row", "N6")]
    [InlineData("inside", 1)]
    [InlineData("inside\nsecond => inside", 2)]
    public async Task A_name_that_is_being_taken_away_is_waited_for(string tree, int links)
    {
        TreeBuilder.Build(_tree, tree);
        await using var store = Open();
        await using var hold = await store.TryLockAsync(Cancellation);
        var inside = (await List(store)).First(entry => entry.IsFile);
        Assert.Equal(links, inside.Links);
        var taken = false;
        // Somebody who was about to take a name away holds the file's lock; once we have waited for it, the name is gone.
        _calls.Before = call =>
        {
            if (call != nameof(ISystemCalls.RemoveXattr) || taken) return null;
            taken = true;
            Posix.Rename(At("inside"), Posix.Join(_outside, "inside"u8));
            return null;
        };
        await Refused(async () => await store.SetMetadataAsync(inside, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1ff }, AclRule.Skip, Cancellation));
        Assert.True(taken);
        Assert.Equal(inside.Mode, Posix.Lstat(Posix.Join(_outside, "inside"u8))!.Mode & 0xfff);
    }

    [Fact]
    [Trait("row", "N6")]
    public async Task The_directory_of_a_name_is_waited_for_before_the_name_is_believed()
    {
        TreeBuilder.Build(_tree, "file = x");
        await using var store = Open();
        var waits = new List<int>();
        var (waited, looked) = (0, 0);
        _calls.After = (call, _) =>
        {
            if (call == nameof(ISystemCalls.RemoveXattr)) waits.Add(looked);
            if (call == nameof(ISystemCalls.StatX)) looked++;
            if (call == nameof(ISystemCalls.FChmodAt2)) waited = waits.Count;
        };
        await store.SetMetadataAsync(await Stat(store, "file"), new Metadata { Parts = MetadataParts.Mode, Mode = 0x1b6 }, AclRule.Skip, Cancellation);
        // The file, its directory, and the file once more; between any two of them something is looked at.
        Assert.Equal(3, waited);
        Assert.Equal(waits.Distinct(), waits);
    }

    private LocalStore Open() => LocalStore.Open("lab", _tree, new LocalStoreOptions { Writable = true, Calls = _calls });

    private byte[] At(string path) => Posix.Join(_tree, Encoding.UTF8.GetBytes(path));

    private static async Task<Entry> Stat(LocalStore store, string path) => (await store.StatAsync(TreePath.From(path), Cancellation))!;

    private static async Task<List<Entry>> List(LocalStore store) => await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);

    private static async Task Refused(Func<Task> call) => await Assert.ThrowsAnyAsync<StoreException>(call);
}
