using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Engine;

/// <summary>Two runs begin at once, and one of them writes the marker of a store that the other one has opened already.</summary>
[Trait("row", "N2")]
public sealed class StoresBeforeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task A_store_that_was_opened_before_its_first_marker_was_written_is_no_missing_disk()
    {
        await using var lab = new EngineLab();
        var path = _directory.Make("lab");
        var request = lab.Request();
        await using var early = Open(path, writable: false);
        await MarkAsync(lab, path);

        var run = await lab.Engine.RunAsync(request with { Source = early }, Cancellation);

        Assert.Equal(RunState.Succeeded, run.State);
        var known = Assert.Single(await lab.State.Stores.ListAsync(Cancellation), store => store.Name == "lab");
        Assert.False(known.Uuid.StartsWith(StoreFacts.UnmarkedPrefix, StringComparison.Ordinal), "the marker that the other run wrote stays known");
    }

    [Fact]
    public async Task A_store_that_is_opened_without_the_marker_it_had_is_refused()
    {
        await using var lab = new EngineLab();
        await MarkAsync(lab, _directory.Make("lab"));
        Directory.Move(Path.Combine(_directory.Path, "lab"), Path.Combine(_directory.Path, "away"));
        var request = lab.Request();
        await using var bare = Open(_directory.Make("lab"), writable: false);

        var run = await lab.Engine.RunAsync(request with { Source = bare }, Cancellation);

        Assert.Equal((RunState.Failed, true), (run.State, run.StoreAbsent));
        Assert.StartsWith("marker-missing: lab: ", run.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static LocalStore Open(string path, bool writable) => LocalStore.Open("lab", path, new LocalStoreOptions { Writable = writable });

    // As the first run does that changes a store: it marks it, and then records how it saw it.
    private static async Task MarkAsync(EngineLab lab, string path)
    {
        await using var store = Open(path, writable: true);
        await using var held = await store.TryLockAsync(Cancellation);
        await lab.State.Stores.SaveAsync(KnownStore.Of(store.Facts, lab.Time.GetUtcNow()), Cancellation);
    }
}
