using System.Net;
using System.Web;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;
using Holdfast.TestKit.Files;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>What is kept of a listing for the next process: it spares listing everything, and it never shows what is not so.</summary>
[Trait("row", "D2")]
public sealed class DriveCheckpointTests : IDisposable
{
    private readonly TempDirectory _place = TempDirectory.InMemory();
    private readonly TestTime _time = new();
    private readonly DriveBench _bench;

    public DriveCheckpointTests() => _bench = new DriveBench(_time) { KeepIn = $"{_place.Path}/drives" };

    private FakeDrive Server => _bench.Server;

    private string File => $"{_place.Path}/drives/drive/kept";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_second_start_lists_nothing_anew_and_sees_what_happened_in_between()
    {
        var (folder, gone) = (Server.AddFolder("d"), Server.Add("gone", "1"));
        var edited = Server.Add("f", "1", folder);
        var before = await SeenAsync();
        var listed = Lists();
        Server.Edit(edited, "22");
        Server.Rename(folder, "e");
        Server.Trash(gone);
        Server.Add("g", "1", Server.AddFolder("new", folder));
        var seen = await SeenAsync();
        Assert.Equal(["./", "e/", "e/f", "e/new/", "e/new/g"], seen.Select(entry => entry.ToString()));
        Assert.Equal(2, seen.Single(entry => entry.Path == TreePath.From("e/f")).Size);
        Assert.NotEqual(before.Single(entry => entry.Path == TreePath.From("d/f")).Inode, seen[2].Inode);
        Assert.Equal(listed, Lists());
        await IsAsFreshAsync(seen);
    }

    [Fact]
    public async Task All_there_can_be_is_shown_after_a_start_as_before_it()
    {
        var folder = Server.AddFolder("d");
        foreach (var name in new[] { "twice", "twice", "a/b", "..", "\uD83D\uDE00", "x {y}.txt", "" }) Server.Add(name, "1", folder);
        Server.Add("old", "1", hasSha: false);
        Server.AddDocument("Letter");
        Server.AddDocument("Form", "form");
        var shared = Server.Share("theirs", null);
        Server.Add("inside", "1", shared);
        Server.AddShortcut("to theirs", shared);
        Server.AddShortcut("to d", folder);
        foreach (var follows in new[] { false, true })
        {
            // Bytes that are no text, a link, modes and owners: what only we can put there.
            if (!follows) await using (var store = await _bench.OpenAsync()) await PutAsync(store);
            var options = _bench.Options with { Settings = _bench.Settings with { FollowsShortcuts = follows } };
            var first = await SeenAsync(options);
            var listed = Lists();
            var second = await SeenAsync(options);
            Assert.Equal(listed, Lists());
            Assert.Equal(first.Select(Shown), second.Select(Shown));
            Assert.Contains(second, entry => entry.Path.ToString().Contains("inside", StringComparison.Ordinal) == follows);
            Server.Add("later", "1", shared);
            var third = await SeenAsync(options);
            Assert.Equal(listed, Lists());
            await IsAsFreshAsync(third, options);
        }
    }

    [Theory]
    [InlineData("exports")]
    [InlineData("shortcuts")]
    [InlineData("root")]
    [InlineData("shared drive")]
    [InlineData("shared with me")]
    [InlineData("account")]
    [InlineData("sign-in")]
    [InlineData("app")]
    public async Task Under_other_settings_or_another_sign_in_everything_is_listed(string what)
    {
        var root = Server.AddFolder("d");
        Server.Add("f", "1", root);
        Server.AddDrive("team");
        await SeenAsync();
        var settings = _bench.Settings;
        if (what == "sign-in") _bench.Grant = Server.Grant();
        var other = what switch
        {
            "exports" => settings with { Exports = ["odt"] },
            "shortcuts" => settings with { FollowsShortcuts = true },
            "root" => settings with { Root = "d" },
            "shared drive" => settings with { SharedDrive = "team" },
            "shared with me" => settings with { IsSharedWithMe = true },
            "account" => settings with { Account = Server.Account },
            "app" => settings with { Client = _ => ValueTask.FromResult(DriveBench.Client + " ") },
            _ => settings,
        };
        var options = _bench.Options with { Settings = other };
        var asked = Server.Requests;
        await IsAsFreshAsync(await SeenAsync(options), options);
        Assert.True(Lists(asked, isFolder: true) > 0, "nothing was listed");
        Assert.Contains(_bench.Notes, note => note.Contains("other settings", StringComparison.Ordinal));
        // And what was kept then is of use.
        asked = Server.Requests;
        await SeenAsync(options);
        Assert.Equal(0, Lists(asked, isFolder: true));
    }

    [Fact]
    public async Task What_is_torn_or_damaged_anywhere_is_not_used()
    {
        for (var i = 0; i < 20; i++) Server.Add($"f{i}", "1");
        var expected = (await SeenAsync()).Select(Shown).ToArray();
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        var damaged = Enumerable.Range(0, 60).Select(i => whole[..(whole.Length * i / 60)])
            .Concat(Enumerable.Range(0, 200).Select(i => { var other = whole.ToArray(); other[i < 100 ? i : random.Next(other.Length)] ^= (byte)(1 << random.Next(8)); return other; }))
            .Append([.. whole, 0]);
        foreach (var bytes in damaged)
        {
            System.IO.File.WriteAllBytes(File, bytes);
            var asked = Server.Requests;
            Assert.Equal(expected, (await SeenAsync()).Select(Shown));
            Assert.True(Lists(asked) > 0, "nothing was listed");
        }
    }

    [Fact]
    public async Task What_was_listed_too_long_ago_is_listed_anew_when_everything_is_wanted()
    {
        Server.Add("f", "1");
        await SeenAsync();
        var listed = Lists();
        _time.Advance(TimeSpan.FromMinutes(50));
        await SeenAsync();
        Assert.Equal(listed, Lists());
        // What was followed since was not listed since.
        Server.Add("g", "1");
        await SeenAsync();
        _time.Advance(TimeSpan.FromMinutes(11));
        // A deletion that the feed lost is found then.
        Server.Lose(Server.Find("f")!);
        Server.LoseChange();
        Assert.Equal(["./", "g"], (await SeenAsync()).Select(entry => entry.ToString()));
        Assert.Equal(listed + 1, Lists());
        // Names alone are looked at in what was kept, however old.
        _time.Advance(TimeSpan.FromHours(5));
        await using (var store = await _bench.ReadAsync()) Assert.NotNull(await store.StatAsync(TreePath.From("g"), Cancellation));
        Assert.Equal(listed + 1, Lists());
    }

    [Fact]
    public async Task What_a_clock_ahead_of_its_time_wrote_is_not_used()
    {
        Server.Add("f", "1");
        await SeenAsync();
        var listed = Lists();
        await SeenAsync(_bench.Options with { Time = new Behind(_time) });
        Assert.Equal(listed + 1, Lists());
    }

    [Fact]
    public async Task What_the_feed_lost_between_two_starts_is_found_by_looking_back()
    {
        var file = Server.Add("f", "1");
        await SeenAsync();
        _time.Advance(TimeSpan.FromMinutes(61));
        Server.Edit(file, "22");
        Server.LoseChange();
        var seen = await SeenAsync(_bench.Options with { KeptLasts = TimeSpan.FromDays(1), Settings = _bench.Settings with { LookBack = TimeSpan.FromMinutes(1) } });
        Assert.Equal(2, seen[1].Size);
        Assert.Equal(1, Lists());
    }

    [Fact]
    public async Task A_feed_that_ran_out_between_two_starts_is_begun_anew()
    {
        Server.Add("f", "1");
        await SeenAsync();
        Server.Add("g", "1");
        Server.ExpireTokens();
        Assert.Equal(["./", "f", "g"], (await SeenAsync()).Select(entry => entry.ToString()));
        Assert.Contains(_bench.Notes, note => note.Contains("run out", StringComparison.Ordinal));
        Assert.Equal(2, Lists());
    }

    [Fact]
    public async Task A_feed_that_is_refused_from_where_it_stood_is_begun_anew()
    {
        Server.Add("f", "1");
        await SeenAsync();
        Server.Add("g", "1");
        var refusals = 1;
        _bench.Between = server => new Refusing(server, request => request.RequestUri!.AbsolutePath.EndsWith("/changes", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0);
        Assert.Equal(["./", "f", "g"], (await SeenAsync()).Select(entry => entry.ToString()));
        Assert.Equal(2, Lists());
    }

    [Fact]
    public async Task What_was_not_wholly_searched_is_not_kept()
    {
        Server.Add("f", "1");
        Server.IsSearchIncomplete = true;
        Assert.NotNull((await SeenAsync())[0].Unlisted);
        Assert.False(System.IO.File.Exists(File));
        Server.IsSearchIncomplete = false;
        await SeenAsync();
        // A folder that comes into sight is searched too.
        var folder = Server.AddFolder("d");
        Server.Add("g", "1", folder);
        Server.IsSearchIncomplete = true;
        var kept = System.IO.File.ReadAllBytes(File);
        Assert.NotNull((await SeenAsync())[0].Unlisted);
        Assert.Equal(kept, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public async Task It_is_for_its_owner_alone_and_nothing_else_is_left_there()
    {
        Server.Add("f", "1");
        await SeenAsync();
        Assert.Equal([File], Directory.GetFiles(_place.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        foreach (var directory in new[] { "drives", "drives/drive" }) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode($"{_place.Path}/{directory}"));
        Assert.DoesNotContain(_bench.Grant!, System.IO.File.ReadAllText(File, System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_written_when_there_is_news_and_not_without_or_at_every_question()
    {
        Server.Add("f", "1");
        var calls = new FaultySystemCalls();
        var options = _bench.Options with { Writable = false, Calls = calls };
        int Written() => calls.Counts.GetValueOrDefault(SystemCall.RenameAt2);
        await using (var store = await _bench.OpenAsync(options))
        {
            await DriveBench.ListAsync(store);
            Assert.Equal(1, Written());
            for (var i = 0; i < 5; i++)
            {
                Server.Add($"g{i}", "1");
                await store.View.PollAsync(Cancellation);
            }
            Assert.Equal(1, Written());
            _time.Advance(TimeSpan.FromMinutes(61));
            await store.View.PollAsync(Cancellation);
            Assert.Equal(2, Written());
            _time.Advance(TimeSpan.FromMinutes(61));
            await store.View.PollAsync(Cancellation);
            Assert.Equal(2, Written());
            Server.Add("h", "1");
            await store.View.PollAsync(Cancellation);
            Assert.Equal(3, Written());
            Server.Add("i", "1");
            await store.View.PollAsync(Cancellation);
        }
        Assert.Equal(4, Written());
        await using (var store = await _bench.OpenAsync(options)) await store.View.PollAsync(Cancellation);
        Assert.Equal(4, Written());
        Assert.Equal(0, calls.OpenDescriptors);
    }

    [Fact]
    public async Task Of_two_who_write_at_once_one_leaves_it()
    {
        Server.Add("f", "1");
        await SeenAsync();
        var kept = System.IO.File.ReadAllBytes(File);
        using (var writer = new KeptFile(LinuxSystemCalls.Instance, _bench.KeepIn!, "drive").Begin())
        {
            Assert.NotNull(writer);
            Server.Add("g", "1");
            await SeenAsync();
            Assert.Equal(kept, System.IO.File.ReadAllBytes(File));
        }
        await SeenAsync();
        Assert.NotEqual(kept, System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(_place.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_disk_that_fails_spoils_nothing()
    {
        Server.Add("f", "1");
        var counted = new FaultySystemCalls();
        await SeenAsync(Over(counted));
        Server.Add("changed", "1");
        await SeenAsync(Over(counted));
        foreach (var (call, count) in counted.Counts)
        {
            for (var nth = 1; nth <= count; nth++)
            {
                foreach (var fault in new[] { new CallFault(call, nth, Errno.EIO), new CallFault(call, nth, Errno.ENOSPC, ForEver: true), new CallFault(call, nth, Errno.EIO, AfterTheFact: true), new CallFault(call, nth, 0) })
                {
                    var calls = new FaultySystemCalls { Fault = fault };
                    Server.Add($"{call} {nth} {fault.Error}", "1");
                    await IsAsFreshAsync(await SeenAsync(Over(calls)));
                    await IsAsFreshAsync(await SeenAsync());
                    Assert.True(calls.OpenDescriptors == 0, $"{fault} left a descriptor open");
                }
            }
        }

        DriveStoreOptions Over(ISystemCalls calls) => _bench.Options with { Calls = new RestartingCalls(calls) };
    }

    private async Task<List<Entry>> SeenAsync(DriveStoreOptions? options = null)
    {
        await using var store = await _bench.OpenAsync((options ?? _bench.Options) with { Writable = false });
        return await DriveBench.ListAsync(store);
    }

    private async Task IsAsFreshAsync(List<Entry> seen, DriveStoreOptions? options = null) =>
        Assert.Equal((await SeenAsync((options ?? _bench.Options) with { KeepIn = null })).Select(Shown), seen.Select(Shown));

    private static async Task PutAsync(DriveStore store)
    {
        await using var held = await store.TryLockAsync(Cancellation);
        var path = TreePath.Root.Child([(byte)'n', 0xFF, 0xFE]);
        await store.MakeDirectoryAsync(new Entry { Path = path, Kind = EntryKind.Directory, Mode = 0x1C0, Uid = 7, Gid = 8, Mtime = 123_456_789 }, Cancellation);
    }

    /// <summary>How often everything was listed; of a folder that is the root every folder below it counts.</summary>
    private int Lists(int from = 0, bool isFolder = false) => Server.Asked.Skip(from).Where(asked => asked.Contains("/drive/v3/files?", StringComparison.Ordinal))
        .Select(asked => HttpUtility.ParseQueryString(asked[asked.IndexOf('?', StringComparison.Ordinal)..])["q"] ?? "")
        .Count(query => query is "trashed = false" or "sharedWithMe = true and trashed = false" || (isFolder && query.EndsWith("in parents and trashed = false", StringComparison.Ordinal)));

    private static string Shown(Entry entry) => $"{entry} {entry.Inode} {entry.Size} {entry.Mtime} {entry.Mode} {entry.Uid} {entry.Gid} {entry.Unlisted} {Convert.ToHexString(entry.Target.Span)}";

    private sealed class Refusing(HttpMessageHandler server, Predicate<HttpRequestMessage> refuses) : DelegatingHandler(server)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            refuses(request) ? Task.FromResult(DriveFault.Of(HttpStatusCode.Forbidden, "forbidden", "no")) : base.SendAsync(request, cancellationToken);
    }

    private sealed class Behind(TimeProvider time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - TimeSpan.FromMinutes(5);

        public override long GetTimestamp() => time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;
    }
}
