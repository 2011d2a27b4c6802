using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;
using Holdfast.TestKit.Files;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>
/// Somebody changes a Drive while the feed of changes is followed over a network that misbehaves. Whoever looks at the names that are told,
/// and at nothing else, knows the Drive as it is in the end: the place in the feed is never ahead of what was told.
/// </summary>
[Trait("row", "D2")]
[Trait("row", "D8")]
public sealed class DriveFeedFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. DriveFaults.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task No_change_is_passed_over(string kind)
    {
        for (var seed = 0; seed < 20; seed++) await RunAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task No_change_is_passed_over_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task No_change_is_passed_over_by_one_that_is_killed_and_begins_again(string kind)
    {
        for (var seed = 0; seed < 20; seed++) await LiveAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task No_change_is_passed_over_by_one_that_is_killed_and_begins_again_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await LiveAsync(kind, seed);
    }

    // What was worked on outlives each life, and what was kept of the listing does; what was told and not worked on is forgotten with it.
    private static async Task LiveAsync(string kind, int seed)
    {
        const int Lives = 8;
        using var place = TempDirectory.InMemory();
        var random = new Random(seed);
        var bench = new DriveBench { KeepIn = $"{place.Path}/drives" };
        // Pages are small, so that many a life ends between two of one feed.
        bench.Server.PageLimit = 3;
        var somebody = new Somebody(bench.Server, new Random(seed));
        for (var i = 0; i < 10; i++) somebody.Change();
        var known = new Dictionary<TreePath, Entry>();
        for (var life = 0; life < Lives; life++)
        {
            var isLast = life == Lives - 1;
            var death = new Death(isLast ? int.MaxValue : random.Next(4, 80));
            bench.Between = server => new Mortal(isLast ? server : new DriveFaults(server, kind, new Random(seed + life), new[] { 0.05, 0.1, 0.3 }[seed % 3]), death);
            var calls = new FaultySystemCalls { Each = _ => death.Step() };
            try
            {
                await using var store = await bench.OpenAsync(bench.Options with { Writable = false, Calls = new RestartingCalls(calls), Rules = DriveBench.Hasty with { BreaksAfter = int.MaxValue } });
                await using var watcher = await store.WatchAsync(FilterSet.Empty, Cancellation);
                await LookAsync(store, Scope.All, known);
                for (var round = 0; round < 6; round++)
                {
                    for (var i = 0; i < 4; i++) somebody.Change();
                    await store.View.PollAsync(Cancellation);
                    await LookAsync(store, watcher.Take(), known);
                }
            }
            catch (Exception e) when (!isLast && (e is KilledException || (e is StoreException && !death.Came))) { /* its life is over */ }
            for (var i = random.Next(4); i > 0 && !isLast; i--) somebody.Change();
        }

        bench.Between = null;
        await using var fresh = await bench.OpenAsync(bench.Options with { Writable = false, KeepIn = null, Settings = bench.Settings with { Rate = 999_999 } });
        var expected = (await DriveBench.ListAsync(fresh)).Select(Shown);
        Assert.True(expected.SequenceEqual(known.Values.Order(Canonical).Select(Shown)), $"{kind}, seed {seed}: {string.Join(", ", known.Values.Order(Canonical).Select(Shown))} instead of {string.Join(", ", expected)}");
    }

    private static async Task RunAsync(string kind, int seed)
    {
        var bench = new DriveBench();
        DriveFaults? faults = null;
        bench.Between = server => faults ??= new DriveFaults(server, kind, new Random(seed), new[] { 0.1, 0.3, 0.6 }[seed % 3]) { IsOn = false };
        var somebody = new Somebody(bench.Server, new Random(seed));
        for (var i = 0; i < 10; i++) somebody.Change();
        await using var store = await bench.OpenAsync(bench.Options with { Writable = false, Rules = DriveBench.Hasty with { BreaksAfter = int.MaxValue } });
        await using var watcher = await store.WatchAsync(FilterSet.Empty, Cancellation);
        var known = new Dictionary<TreePath, Entry>();
        await LookAsync(store, Scope.All, known);

        var left = Scope.Of([]);
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 4; i++) somebody.Change();
            faults!.IsOn = round < 11;
            try
            {
                await store.View.PollAsync(Cancellation);
            }
            catch (StoreException) { /* it is asked again */ }
            var told = watcher.Take();
            left = told.IsAll || left.IsAll ? Scope.All : Scope.Of([.. left.Items!, .. told.Items!]);
            try
            {
                await LookAsync(store, left, known);
                left = Scope.Of([]);
            }
            catch (StoreException) { /* what was not looked at stays to be looked at */ }
        }

        bench.Between = null;
        await using var fresh = await bench.OpenAsync(bench.Options with { Writable = false, Settings = bench.Settings with { Rate = 999_999 } });
        var expected = (await DriveBench.ListAsync(fresh)).Select(Shown);
        Assert.True(expected.SequenceEqual(known.Values.Order(Canonical).Select(Shown)), $"{kind}, seed {seed}: {string.Join(", ", known.Values.Order(Canonical).Select(Shown))} instead of {string.Join(", ", expected)}");
    }

    // What a run of these names would see of them.
    private static async Task LookAsync(DriveStore store, Scope scope, Dictionary<TreePath, Entry> known)
    {
        var listed = await store.ListAsync(new ListRequest(scope, FilterSet.Empty), Cancellation).ToListAsync(Cancellation);
        var seen = listed.Select(entry => entry.Path).ToHashSet();
        foreach (var path in known.Keys.ToArray())
        {
            var isLookedAt = scope.Items is null || scope.Items.Any(item => item.Path == path || (path.IsBelow(item.Path) && (item.Deep || !seen.Contains(item.Path))));
            if (isLookedAt && !seen.Contains(path)) known.Remove(path);
        }
        foreach (var entry in listed) known[entry.Path] = entry;
    }

    private static Comparer<Entry> Canonical { get; } = Comparer<Entry>.Create(CanonicalOrder.Compare);

    private static string Shown(Entry entry) => $"{entry} {(entry.IsDirectory ? 0 : entry.Inode)}";

    /// <summary>A process ends before the n-th thing that it does outside of itself, and does nothing from there on.</summary>
    private sealed class Death(int at)
    {
        private int _steps;

        public bool Came => Volatile.Read(ref _steps) >= at;

        public void Step()
        {
            if (Interlocked.Increment(ref _steps) >= at) throw new KilledException();
        }
    }

    private sealed class KilledException : Exception;

    private sealed class Mortal(HttpMessageHandler server, Death death) : DelegatingHandler(server)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            death.Step();
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Adds, edits, renames, moves and trashes, whole folders too.</summary>
    private sealed class Somebody(FakeDrive drive, Random random)
    {
        private readonly List<string> _folders = [FakeDrive.Root];
        private readonly List<string> _files = [];
        private readonly HashSet<string> _trashed = [];
        private int _made;

        public void Change()
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    _files.Add(drive.Add($"f{random.Next(12)}", $"content {_made++}", Folder()));
                    break;
                case 2 when _files.Count > 0:
                    drive.Edit(File(), $"content {_made++}");
                    break;
                case 3 when _files.Count > 0:
                    drive.Rename(File(), $"f{random.Next(12)}");
                    break;
                case 4 when _files.Count > 0:
                    drive.Move(File(), Folder());
                    break;
                case 5 when _files.Count > 0:
                    var file = File();
                    drive.Trash(file, _trashed.Add(file) || !_trashed.Remove(file));
                    break;
                case 6 when _folders.Count > 1:
                    // Folders keep to their place: one may not come to lie in itself.
                    var folder = _folders[random.Next(1, _folders.Count)];
                    if (random.Next(2) == 0) drive.Rename(folder, $"d{random.Next(5)}");
                    else drive.Trash(folder, _trashed.Add(folder) || !_trashed.Remove(folder));
                    break;
                default:
                    _folders.Add(drive.AddFolder($"d{random.Next(5)}", Folder()));
                    break;
            }
        }

        private string Folder() => _folders[random.Next(_folders.Count)];

        private string File() => _files[random.Next(_files.Count)];
    }
}
