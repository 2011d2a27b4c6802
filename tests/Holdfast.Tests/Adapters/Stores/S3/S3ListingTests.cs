using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>Listing a bucket page by page, and several pages at once where it is known what was there.</summary>
[Trait("row", "D3")]
public sealed class S3ListingTests
{
    private readonly S3Bench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_is_known_the_same_names_are_listed(int seed)
    {
        var random = new Random(seed);
        var names = Names(random, 2500);
        foreach (var name in names) _bench.Server.Plant($"lab/{name}", []);
        var filters = seed % 2 == 0 ? FilterSet.Empty : new FilterSet([FilterRule.Parse("- d1/", "test"), FilterRule.Parse("- d3/e/", "test")]);
        var plain = await Listed(null, filters, 1);
        // Names that are gone, new ones, and what is far from what is there.
        var known = Names(random, random.Next(6000)).Concat(names.Where(_ => random.Next(3) > 0)).Distinct().Select(Known).Order(Comparer<Entry>.Create(CanonicalOrder.Compare)).ToList();
        Assert.Equal(plain, await Listed(known, filters, random.Next(1, 9)));
        if (seed % 2 == 0) Assert.Equal(names.Count, plain.Count(name => name is { IsDirectory: false, Object: not null }));
    }

    [Fact]
    public async Task What_stands_directly_behind_a_large_directory_that_is_left_out_is_listed()
    {
        for (var i = 0; i < 1500; i++) _bench.Server.Plant($"lab/d/{i:d4}", []);
        foreach (var name in new[] { "d0", "d00", "e" }) _bench.Server.Plant($"lab/{name}", []);
        var listed = await Listed(null, new FilterSet([FilterRule.Parse("- d/", "test")]), 4);
        Assert.Equal(["d0", "d00", "e"], listed.Select(name => name.Path.ToString()));
    }

    [Fact]
    public async Task Pages_are_asked_for_side_by_side_where_it_is_known_what_was_there()
    {
        var names = Enumerable.Range(0, 4 * S3Pages.Apart).Select(i => $"f{i:d5}").ToList();
        foreach (var name in names) _bench.Server.Plant($"lab/{name}", []);
        _bench.Between = server => new Meeting(server, 3);
        Assert.Equal(names.Count, (await Listed([.. names.Select(Known)], FilterSet.Empty, 3)).Count);
    }

    [Fact]
    public async Task A_listing_of_what_is_known_takes_no_more_pages_than_it_must()
    {
        var names = Enumerable.Range(0, 10 * S3Pages.Apart).Select(i => $"f{i:d5}").ToList();
        foreach (var name in names) _bench.Server.Plant($"lab/{name}", []);
        await Listed([.. names.Select(Known)], FilterSet.Empty, 4);
        // Behind the last cut there is nothing left, which only a page can tell.
        Assert.Equal(11, _bench.Server.Requests);
    }

    private async Task<List<ListedName>> Listed(List<Entry>? known, FilterSet filters, int atOnce)
    {
        using var service = new S3Service("bucket", _bench.Options);
        var keys = new KeyNames("lab");
        return await new S3Listing(service, keys, filters, new KnownDirectories(keys), atOnce).WalkAsync(TreePath.Root, known?.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation);
    }

    private static Entry Known(string name) => new() { Path = TreePath.From(name), Kind = EntryKind.File };

    // Characters around the slash, and such as UTF-8 and UTF-16 put in another order.
    private static List<string> Names(Random random, int count)
    {
        string[] directories = ["", "d1/", "d1/a/", "d1-/", "d2/", "d3/", "d3/e/", "d3/e/f/", "d30/", "\uFF5E/", "\U0001F600/"];
        string[] letters = ["a", "-", "0", " ", "z", "~", "\u00E4", "\uFF5E", "\U0001F600"];
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < count) names.Add(directories[random.Next(directories.Length)] + string.Concat(Enumerable.Range(0, 5).Select(_ => letters[random.Next(letters.Length)])));
        return [.. names];
    }

    /// <summary>Answers no page before so many were asked for.</summary>
    private sealed class Meeting(HttpMessageHandler inner, int wanted) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _here) == wanted) _met.SetResult();
            await _met.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
