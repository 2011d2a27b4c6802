using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Engine;

/// <summary>Files with several names, written where they lie: the copy's names stay one file and never keep what the file held before.</summary>
[Trait("row", "L3")]
public sealed class LinkedNamesTests : IAsyncDisposable
{
    private readonly EngineLab _lab = new(local: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Theory]
    [InlineData("a")]
    [InlineData("d/b")]
    [InlineData("z")]
    public async Task A_watcher_tells_of_one_name_and_all_of_them_follow(string told)
    {
        await LayAsync();
        Write(told);

        var run = await RunAsync(scope: Scope.Of([new ScopeItem(TreePath.From(told), false)]).WithParents());

        Assert.Equal((RunState.Succeeded, 1L, 2L), (run.State, run.Tally.Replaces, run.Tally.Links));
        await SameAsync();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("d/b")]
    [InlineData("z")]
    public async Task A_name_that_was_left_behind_joins_the_others_again(string left)
    {
        await LayAsync();
        Write("a");
        var broken = new FaultyStore(_lab.Destination);
        // Whichever of the two ways it would have been carried.
        foreach (var call in new[] { StoreCall.Link, StoreCall.Stage }) broken.Faults.Fail(call, forEver: true, path: TreePath.From(left));
        Assert.NotEqual(RunState.Succeeded, (await RunAsync(broken)).State);

        Assert.Equal(RunState.Succeeded, (await RunAsync()).State);
        await SameAsync();
    }

    [Fact]
    public async Task No_name_is_recorded_as_new_that_was_linked_to_what_the_file_held_before()
    {
        await LayAsync();
        Write("a");
        var broken = new FaultyStore(_lab.Destination);
        broken.Faults.Fail(StoreCall.Stage, forEver: true, path: TreePath.From("a"));
        var run = await RunAsync(broken);
        Assert.True(run.Tally is { Failed: > 0 }, $"{run.State} {run.Tally}");

        Assert.Equal(RunState.Succeeded, (await RunAsync()).State);
        await SameAsync();
    }

    [Fact]
    public async Task A_new_name_does_not_join_a_copy_that_somebody_changed()
    {
        await LayAsync();
        Posix.WriteFile(Place(_lab.Destination, "a"), "somebody's own"u8.ToArray());
        Posix.Link(Place(_lab.Source, "a"), Place(_lab.Source, "new"));

        await RunAsync();

        Assert.Equal("first", Text(_lab.Destination, "new"));
        Assert.Equal("somebody's own", Text(_lab.Destination, "a"));
    }

    private async Task LayAsync()
    {
        await _lab.BuildAsync(_lab.Source, "a = first\nd/b => a\nz => a\nother = o");
        Assert.Equal(RunState.Succeeded, (await RunAsync()).State);
        await SameAsync();
    }

    private Task<RunRecord> RunAsync(IStore? destination = null, Scope? scope = null)
    {
        _lab.Time.Advance(TimeSpan.FromSeconds(10));
        return _lab.Engine.RunAsync(_lab.Request(new MirrorRules()) with { Destination = destination ?? _lab.Destination, Scope = scope ?? Scope.All }, Cancellation);
    }

    private async Task SameAsync()
    {
        Assert.Equal(await _lab.SnapshotAsync(_lab.Source), await _lab.SnapshotAsync(_lab.Destination));
        Assert.Single(new[] { "a", "d/b", "z" }.Select(name => Posix.Lstat(Place(_lab.Destination, name))!.Inode).Distinct());
    }

    private void Write(string name)
    {
        Posix.WriteFile(Place(_lab.Source, name), "and then this"u8.ToArray());
        Posix.SetMtime(Place(_lab.Source, name), 1_800_000_000_000_000_000);
    }

    private static string Text(IStore store, string name)
    {
        var text = new MemoryStream();
        Posix.ReadFile(Place(store, name), (buffer, length) => text.Write(buffer, 0, length));
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static byte[] Place(IStore store, string name) => Posix.Join(store.Facts.Location, System.Text.Encoding.UTF8.GetBytes(name));
}
