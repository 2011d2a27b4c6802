using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>The feed of changes: what it tells is found without listing everything, and what it does not tell is found all the same.</summary>
[Trait("row", "D2")]
public sealed class DriveFeedTests
{
    private readonly DriveBench _bench = new();

    private FakeDrive Server => _bench.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_told_by_name_and_nothing_is_listed_anew()
    {
        var folder = Server.AddFolder("d");
        var file = Server.Add("f", "1", folder);
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        var listed = Lists();
        Server.Edit(file, "2");
        Assert.Contains("d/f", await HeardAsync(watcher));
        Server.Rename(file, "g");
        Assert.Equal(["d/f", "d/g"], await HeardAsync(watcher));
        Server.Add("h", "3");
        Assert.Contains("h", await HeardAsync(watcher));
        Server.Trash(file);
        Assert.Contains("d/g", await HeardAsync(watcher));
        Assert.Equal(["./", "d/", "h"], await DriveBench.NamesAsync(store, new ListRequest(Scope.Of([new ScopeItem(TreePath.Root, false), new ScopeItem(TreePath.From("d"), true), new ScopeItem(TreePath.From("h"), false)]), FilterSet.Empty)));
        Assert.Equal(listed, Lists());
    }

    [Fact]
    public async Task A_folder_that_moves_takes_all_below_it_along()
    {
        var (from, to) = (Server.AddFolder("from"), Server.AddFolder("to"));
        var moving = Server.AddFolder("m", from);
        Server.Add("f", "1", Server.AddFolder("deep", moving));
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Server.Move(moving, to);
        var heard = await HeardAsync(watcher);
        Assert.Contains("from/m", heard);
        Assert.Contains("to/m", heard);
        Assert.Equal(["./", "from/", "to/", "to/m/", "to/m/deep/", "to/m/deep/f"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task What_is_removed_and_what_we_may_not_see_any_more_are_gone()
    {
        var folder = Server.AddFolder("d");
        Server.Add("f", "1", folder);
        var file = Server.Add("g", "1");
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Server.Lose(folder);
        Server.Lose(file);
        var heard = await HeardAsync(watcher);
        Assert.Contains("d", heard);
        Assert.Contains("g", heard);
        Assert.Equal(["./"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_folder_that_comes_out_of_the_trash_or_is_put_into_ours_brings_all_below_it_along()
    {
        var folder = Server.AddFolder("d");
        Server.Add("f", "1", Server.AddFolder("e", folder));
        Server.Trash(folder);
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Server.Trash(folder, trashed: false);
        Assert.Contains("d", await HeardAsync(watcher));
        Assert.Equal(["./", "d/", "d/e/", "d/e/f"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_second_file_of_a_name_renames_the_first_and_its_going_renames_it_back()
    {
        var one = Server.Add("f", "1");
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        var two = Server.Add("f", "2");
        Assert.Equal(new[] { "f", $"f {{{one}}}", $"f {{{two}}}" }.Order(StringComparer.Ordinal), (await HeardAsync(watcher)).Order(StringComparer.Ordinal));
        Server.Trash(two);
        Assert.Contains("f", await HeardAsync(watcher));
        Assert.Equal(["./", "f"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_feed_that_has_run_out_is_begun_anew_and_what_happened_meanwhile_is_told()
    {
        var file = Server.Add("f", "1");
        Server.Add("kept", "1");
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Server.Rename(file, "g");
        Server.ExpireTokens();
        var heard = await HeardAsync(watcher);
        Assert.Contains("f", heard);
        Assert.Contains("g", heard);
        Assert.DoesNotContain("kept", heard);
    }

    [Fact]
    public async Task What_is_listed_anew_bears_the_names_it_bore()
    {
        var time = new TestTime();
        var bench = new DriveBench(time);
        bench.Server.Add("f", "1", bench.Server.AddFolder("d"));
        bench.Server.Add("g", "1");
        await using var store = await bench.ReadAsync();
        await using var watcher = await store.WatchAsync(FilterSet.Empty, Cancellation);
        var first = await DriveBench.NamesAsync(store);
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(first, await DriveBench.NamesAsync(store));
        bench.Server.ExpireTokens();
        await store.View.PollAsync(Cancellation);
        Assert.Equal(first, await DriveBench.NamesAsync(store));
        Assert.Empty(watcher.Take().Items!);
    }

    [Fact]
    public async Task A_page_of_changes_that_fails_is_asked_for_again()
    {
        var file = Server.Add("f", "1");
        var fails = 0;
        _bench.Between = server => new Failing(server, request => request.RequestUri!.AbsolutePath.EndsWith("/changes", StringComparison.Ordinal) && Volatile.Read(ref fails) > 0 && Interlocked.Decrement(ref fails) >= 0);
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Volatile.Write(ref fails, 20);
        Server.Edit(file, "2");
        Assert.Contains("f", await HeardAsync(watcher));
        Assert.True(watcher.IsHealthy);
    }

    [Fact]
    public async Task What_the_feed_lost_is_found_by_looking_back()
    {
        var time = new TestTime();
        var bench = new DriveBench(time);
        var file = bench.Server.Add("f", "1");
        await using var store = await bench.ReadAsync();
        await using var watcher = await store.WatchAsync(FilterSet.Empty, Cancellation);
        bench.Server.Edit(file, "2");
        bench.Server.LoseChange();
        await store.View.PollAsync(Cancellation);
        Assert.Empty(watcher.Take().Items!);
        time.Advance(TimeSpan.FromMinutes(61));
        await store.View.PollAsync(Cancellation);
        Assert.Contains(watcher.Take().Items!, item => item.Path == TreePath.From("f"));
    }

    [Fact]
    public async Task The_start_of_the_feed_is_taken_before_the_listing()
    {
        Server.Add("f", "1");
        var added = 0;
        _bench.Between = server => new Meddling(server, request =>
        {
            // Somebody is quicker than the last page of the listing.
            if (request.RequestUri!.Query.Contains("trashed", StringComparison.Ordinal) && request.RequestUri.AbsolutePath.EndsWith("/files", StringComparison.Ordinal) && Interlocked.Exchange(ref added, 1) == 0) return () => Server.Add("late", "2");
            return null;
        });
        await using var store = await _bench.ReadAsync();
        Assert.Equal(["./", "f", "late"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_grant_that_is_taken_back_is_told_as_trouble_and_mends()
    {
        Server.Add("f", "1");
        var (store, watcher) = await WatchAsync();
        await using var first = store;
        await using var second = watcher;
        Server.Revoke();
        await watcher.WaitAsync(Cancellation);
        Assert.False(watcher.IsHealthy);
        Assert.Contains("invalid_grant", watcher.Trouble, StringComparison.Ordinal);
        _bench.Grant = Server.Grant();
        while (!watcher.IsHealthy) await watcher.WaitAsync(Cancellation);
    }

    private async Task<(IStore Store, IStoreWatcher Watcher)> WatchAsync()
    {
        var store = await _bench.ReadAsync();
        return (store, await store.WatchAsync(FilterSet.Empty, Cancellation));
    }

    private int Lists() => Server.Asked.Count(asked => asked.Contains("/drive/v3/files?", StringComparison.Ordinal) && asked.Contains("trashed", StringComparison.Ordinal));

    private static async Task<string[]> HeardAsync(IStoreWatcher watcher)
    {
        await watcher.WaitAsync(Cancellation);
        return [.. watcher.Take().Items!.Select(item => item.Path.ToString()).Distinct()];
    }

    private sealed class Failing(HttpMessageHandler inner, Predicate<HttpRequestMessage> fails) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            fails(request) ? throw new HttpRequestException("scripted: reset by peer") : base.SendAsync(request, cancellationToken);
    }

    private sealed class Meddling(HttpMessageHandler inner, Func<HttpRequestMessage, Action?> meddle) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            meddle(request)?.Invoke();
            return response;
        }
    }
}
