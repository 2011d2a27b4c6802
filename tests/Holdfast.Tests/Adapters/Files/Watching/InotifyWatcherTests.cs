using System.Runtime.Versioning;
using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Files.Watching;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Files.Watching;

[UnsupportedOSPlatform("windows")]
[Collection(Alone.Name)]
public sealed class InotifyWatcherTests : IAsyncDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly WatchCalls _calls = new();
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private TreeRoot? _root;
    private InotifyWatcher? _watcher;

    private string Tree => Path.Combine(_temp.Path, "tree");

    public InotifyWatcherTests() => Directory.CreateDirectory(Tree);

    public async ValueTask DisposeAsync()
    {
        if (_watcher is not null) await _watcher.DisposeAsync();
        _root?.Dispose();
        _temp.Dispose();
    }

    [Fact]
    [Trait("row", "L2")]
    public async Task A_file_that_is_made_changed_chmodded_renamed_or_removed_is_dirty()
    {
        await StartAsync();
        File.WriteAllText(At("a"), "1");
        await SeeAsync("a", ".");
        File.AppendAllText(At("a"), "2");
        await SeeAsync("a");
        File.SetUnixFileMode(At("a"), UnixFileMode.UserRead);
        await SeeAsync("a");
        File.Move(At("a"), At("b"));
        await SeeAsync(".", "a", "b");
        File.Delete(At("b"));
        await SeeAsync(".", "b");
    }

    [Fact]
    public async Task A_deep_tree_that_is_made_at_once_is_dirty_as_a_whole_and_watched()
    {
        await StartAsync();
        Directory.CreateDirectory(At("a/b/c/d"));
        await SeeAsync("a/**");
        await SettledAsync(5);
        File.WriteAllText(At("a/b/c/d/f"), "1");
        await SeeAsync("a/b/c/d", "a/b/c/d/f");
    }

    [Fact]
    public async Task What_was_there_before_is_watched_from_the_start()
    {
        Directory.CreateDirectory(At("a/b"));
        await StartAsync();
        Assert.Equal(3, _watcher!.Count);
        File.WriteAllText(At("a/b/f"), "1");
        await SeeAsync("a/b", "a/b/f");
        Assert.DoesNotContain(".", _seen);
    }

    [Fact]
    public async Task A_tree_that_is_removed_is_dirty_and_no_longer_watched()
    {
        Directory.CreateDirectory(At("a/b/c"));
        File.WriteAllText(At("a/b/f"), "1");
        await StartAsync();
        Directory.Delete(At("a"), true);
        await SeeAsync(".", "a/**");
        await SettledAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_directory_was_renamed_changes_below_it_bear_its_new_name(bool filtered)
    {
        Directory.CreateDirectory(At("a/b/c"));
        Directory.CreateDirectory(At("x"));
        await StartAsync(filtered ? "- *.tmp" : null);
        Directory.Move(At("a"), At("x/new"));
        await SeeAsync(".", "a/**", "x", "x/new/**");
        await SettledAsync(5);
        _seen.Clear();
        File.WriteAllText(At("x/new/b/c/f"), "1");
        await SeeAsync("x/new/b/c", "x/new/b/c/f");
        Assert.DoesNotContain(_seen, path => path.StartsWith('a'));
    }

    [Fact]
    public async Task What_moved_out_is_no_longer_watched_and_what_moves_in_is()
    {
        Directory.CreateDirectory(At("a/b"));
        await StartAsync();
        var outside = Path.Combine(_temp.Path, "outside");
        Directory.Move(At("a"), outside);
        await SeeAsync(".", "a/**");
        await SettledAsync(1);
        File.WriteAllText(Path.Combine(outside, "b", "f"), "1");
        Directory.Move(outside, At("back"));
        await SeeAsync(".", "back/**");
        await SettledAsync(3);
        Assert.DoesNotContain(_seen, path => path.StartsWith("a/b", StringComparison.Ordinal));
        File.WriteAllText(At("back/b/g"), "1");
        await SeeAsync("back/b/g");
    }

    [Fact]
    public async Task Many_renames_in_a_row_leave_the_picture_right()
    {
        var random = new Random(7);
        for (var i = 0; i < 5; i++) Directory.CreateDirectory(At($"d{i}/s/t"));
        await StartAsync();
        var places = Enumerable.Range(0, 5).Select(i => $"d{i}").ToArray();
        for (var i = 0; i < 300; i++)
        {
            var which = random.Next(5);
            var into = random.Next(3) == 0 ? -1 : random.Next(5);
            var target = into < 0 || into == which ? $"n{i}" : $"{places[into]}/n{i}";
            if (target.StartsWith(places[which] + "/", StringComparison.Ordinal)) continue;
            Directory.Move(At(places[which]), At(target));
            var old = places[which];
            places = [.. places.Select(place => place == old || place.StartsWith(old + "/", StringComparison.Ordinal) ? target + place[old.Length..] : place)];
        }
        await SettledAsync(16);
        _watcher!.Take();
        foreach (var place in places)
        {
            File.WriteAllText(At($"{place}/s/t/f"), "1");
            await SeeAsync($"{place}/s/t", $"{place}/s/t/f");
        }
    }

    [Fact]
    public async Task What_takes_no_part_is_neither_watched_nor_reported()
    {
        Directory.CreateDirectory(At("cache/deep"));
        Directory.CreateDirectory(At(".holdfast/trash"));
        await StartAsync("- cache/", "- *.tmp");
        Assert.Equal(1, _watcher!.Count);
        File.WriteAllText(At("cache/f"), "1");
        File.WriteAllText(At(".holdfast/f"), "1");
        File.SetUnixFileMode(At(".holdfast"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(At("x.tmp"), "1");
        File.WriteAllText(At("y"), "1");
        await SeeAsync("y");
        Assert.Equal([".", "y"], _seen);
    }

    [Fact]
    [Trait("row", "N6")]
    public async Task Links_are_not_followed()
    {
        var outside = _temp.Make("outside");
        File.CreateSymbolicLink(At("link"), outside);
        await StartAsync();
        File.CreateSymbolicLink(At("later"), outside);
        await SeeAsync("later");
        Assert.Equal(1, _watcher!.Count);
        Assert.True(_watcher.IsHealthy);
    }

    [Fact]
    public async Task Names_that_are_no_text_are_reported_byte_by_byte()
    {
        await StartAsync();
        Posix.Mkdir(Posix.Join(Tree, [0xff, (byte)'\n']), 0x1ff);
        await SeeAsync(@"\xff\x0a/**");
        Posix.WriteFile(Posix.Join(Tree, [0xff, (byte)'\n', (byte)'/', 0xfe]), "1"u8);
        await SeeAsync(@"\xff\x0a/\xfe");
    }

    [Fact]
    public async Task Lost_events_make_everything_dirty_once_and_all_is_watched_anew()
    {
        Directory.CreateDirectory(At("a"));
        await StartAsync();
        _calls.LoseEvents = true;
        // Its event is lost; it is found by watching anew.
        Directory.CreateDirectory(At("a/unseen"));
        await Eventually.SoonAsync(_watcher!.WaitAsync(TestContext.Current.CancellationToken), "the loss to be told");
        Assert.Contains("max_queued_events", _watcher.Trouble, StringComparison.Ordinal);
        Assert.True(_watcher.Take().IsAll);
        Assert.True(_watcher.IsHealthy);
        Assert.False(_watcher.Take().IsAll);
        File.WriteAllText(At("a/unseen/f"), "1");
        await SeeAsync("a/unseen", "a/unseen/f");
    }

    [Fact]
    public async Task When_the_limit_of_watches_is_used_up_it_says_what_to_raise()
    {
        for (var i = 0; i < 10; i++) Directory.CreateDirectory(At($"d{i}"));
        _calls.MostWatches = 5;
        await StartAsync();
        Assert.False(_watcher!.IsHealthy);
        Assert.Contains("fs.inotify.max_user_watches", _watcher.Trouble, StringComparison.Ordinal);
        Assert.True(_watcher.Take().IsAll);
        Assert.False(_watcher.IsHealthy);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_opened_is_told()
    {
        Directory.CreateDirectory(At("locked"));
        _calls.Locked = "locked";
        await StartAsync();
        Assert.Equal("locked cannot be watched: openat2: EACCES (permission denied)", _watcher!.Trouble);
        Assert.True(_watcher.Take().IsAll);
    }

    [Fact]
    public async Task A_root_that_is_renamed_is_told()
    {
        await StartAsync();
        Directory.Move(Tree, Tree + "2");
        await Eventually.SoonAsync(_watcher!.WaitAsync(TestContext.Current.CancellationToken), "the rename to be told");
        Assert.Equal("the store's root was renamed", _watcher.Trouble);
        Directory.Move(Tree + "2", Tree);
    }

    [Fact]
    public async Task Reading_that_fails_is_told_and_ends_nothing_else()
    {
        await StartAsync();
        _calls.ReadFails = true;
        File.WriteAllText(At("f"), "1");
        await Eventually.SoonAsync(_watcher!.WaitAsync(TestContext.Current.CancellationToken), "the failure to be told");
        Assert.Contains("EIO", _watcher.Trouble, StringComparison.Ordinal);
        Assert.True(_watcher.Take().IsAll);
    }

    [Fact]
    public void Very_many_names_become_the_whole_tree()
    {
        var dirty = new DirtyNames();
        for (var i = 0; i < 60_000; i++) dirty.Add(TreePath.From($"f{i}"), false);
        Assert.True(dirty.Take().IsAll);
        dirty.Add(TreePath.From("a"), true);
        dirty.Add(TreePath.From("a"), false);
        Assert.Equal([new ScopeItem(TreePath.From("a"), true)], dirty.Take().Items!);
    }

    [Fact]
    [Trait("row", "L18")]
    public async Task While_nothing_happens_it_sleeps_and_many_directories_cost_little()
    {
        // 30,000 directories may cost 10 MB.
        const long Most = 3_300_000;
        for (var i = 0; i < 100; i++)
        {
            for (var j = 0; j < 100; j++) Directory.CreateDirectory(At($"directory{i}/directory{j}"));
        }
        long cost;
        var left = 3;
        // What tests before have left may be let go in between: then it is measured again.
        do
        {
            if (_watcher is not null) await _watcher.DisposeAsync();
            _root?.Dispose();
            var before = GC.GetTotalMemory(true);
            await StartAsync();
            Assert.Equal(10_101, _watcher!.Count);
            cost = GC.GetTotalMemory(true) - before;
        }
        while (cost is < 0 or > Most && --left > 0);

        Assert.InRange(cost, 0, Most);
        await SettledAsync(10_101);
        var calls = _calls.Total;
        await Task.Run(static () => { for (var i = 0; i < 20; i++) GC.Collect(); }, TestContext.Current.CancellationToken);
        Assert.Equal(calls, _calls.Total);
    }

    private string At(string path) => Path.Combine(Tree, path);

    private async Task StartAsync(params string?[] rules)
    {
        _root = TreeRoot.Open(_calls, Encoding.UTF8.GetBytes(Tree), MountRule.Skip);
        var filters = new FilterSet(rules.OfType<string>().Select(rule => FilterRule.Parse(rule, "test")));
        _watcher = await InotifyWatcher.StartAsync(_root, filters, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    // Takes what is reported until all these were: a name alone, or with /** behind it for all below.
    private async Task SeeAsync(params string[] expected)
    {
        _seen.Clear();
        while (!expected.All(IsSeen))
        {
            await Eventually.SoonAsync(_watcher!.WaitAsync(TestContext.Current.CancellationToken), $"{string.Join(", ", expected)}; seen so far: {string.Join(", ", _seen)}");
            var scope = _watcher.Take();
            Assert.True(scope.Items is not null, $"everything was reported: {_watcher.Trouble}");
            foreach (var item in scope.Items!) _seen.Add(item.Deep ? $"{item.Path}/**" : item.Path.ToString());
        }
    }

    // What lies below a directory that is dirty as a whole need not be named.
    private bool IsSeen(string path) => _seen.Contains(path) || _seen.Any(item => item.EndsWith("/**", StringComparison.Ordinal) && path.StartsWith(item[..^2], StringComparison.Ordinal));

    private async Task SettledAsync(int directories) => await _calls.Polled.UntilAsync(() => _calls.IsIdle && _watcher!.Count == directories, $"{directories} directories to be watched");

    private sealed class WatchCalls() : ForwardingCalls(LinuxSystemCalls.Instance)
    {
        private readonly HashSet<int> _instances = [];
        private int _watches;
        private long _total;

        public bool LoseEvents { get; set; }
        public bool ReadFails { get; set; }
        public int MostWatches { get; set; } = int.MaxValue;
        public string? Locked { get; set; }
        public long Total => Interlocked.Read(ref _total);
        public bool IsIdle { get; private set; }
        public Eventually Polled { get; } = new();

        public override int InotifyInit(int flags)
        {
            var number = base.InotifyInit(flags);
            _instances.Add(number);
            return number;
        }

        public override int InotifyAddWatch(int inotify, ReadOnlySpan<byte> path, uint mask) =>
            ++_watches > MostWatches ? -Errno.ENOSPC : base.InotifyAddWatch(inotify, path, mask);

        public override int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how) =>
            Locked is not null && path.SequenceEqual(Encoding.UTF8.GetBytes(Locked)) ? -Errno.EACCES : base.OpenAt2(directory, path, in how);

        public override int Read(int descriptor, Span<byte> buffer)
        {
            Interlocked.Increment(ref _total);
            var read = base.Read(descriptor, buffer);
            if (!_instances.Contains(descriptor) || read <= 0) return read;
            if (ReadFails) return -Errno.EIO;
            if (!LoseEvents) return read;
            LoseEvents = false;
            buffer[..16].Clear();
            BitConverter.TryWriteBytes(buffer, -1);
            BitConverter.TryWriteBytes(buffer[4..], InotifyFlags.Overflow);
            return 16;
        }

        public override int Poll(Span<PollDescriptor> descriptors, int milliseconds)
        {
            Interlocked.Increment(ref _total);
            IsIdle = milliseconds < 0 && base.Poll(descriptors, 0) == 0;
            Polled.Notify();
            var ready = base.Poll(descriptors, milliseconds);
            IsIdle = false;
            return ready;
        }
    }
}
