using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>What has cost users of other programs their files on Drive.</summary>
[Trait("row", "D2")]
public sealed class DriveTrapTests
{
    private readonly DriveBench _bench = new();

    private FakeDrive Server => _bench.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_several_files_of_one_name_is_listed_and_bears_its_id()
    {
        var (first, second) = (Server.Add("report.txt", "one"), Server.Add("report.txt", "two"));
        var folder = Server.AddFolder("report.txt");
        Server.Add("inside", "three", folder);
        await using var store = await _bench.ReadAsync();
        var names = await DriveBench.NamesAsync(store);
        Assert.Equal(new[] { $"report {{{first}}}.txt", $"report {{{second}}}.txt", $"report {{{folder}}}.txt/", $"report {{{folder}}}.txt/inside" }.Order(StringComparer.Ordinal), names.Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal("two", await DriveBench.ReadAsync(store, $"report {{{second}}}.txt"));
        Assert.Equal("three", await DriveBench.ReadAsync(store, $"report {{{folder}}}.txt/inside"));
    }

    [Fact]
    public async Task Where_several_bear_a_name_no_further_one_is_made()
    {
        Server.Add("f", "one");
        Server.Add("f", "two");
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = 0x1A4 };
        var refused = await Assert.ThrowsAsync<WorldChangedException>(async () => await store.WriteAsync(new WriteRequest { Wanted = wanted }, Cancellation));
        Assert.Contains("2 things of that name", refused.Cause, StringComparison.Ordinal);
        Assert.Equal(3, (await DriveBench.ListAsync(store)).Count);
    }

    [Fact]
    public async Task Names_that_no_file_system_takes_become_ones_that_it_does()
    {
        foreach (var name in new[] { "a/b", ".", "..", "with\nline", "it's \\ odd", "…" }) Server.Add(name, name);
        await using var store = await _bench.ReadAsync();
        var names = await DriveBench.ListAsync(store);
        Assert.Equal(7, names.Count);
        Assert.All(names, entry => Assert.True(TreePath.IsValid(entry.Path.Bytes)));
        foreach (var entry in names.Skip(1)) Assert.NotNull(await store.StatAsync(entry.Path, Cancellation));
        Assert.Equal("a/b", await DriveBench.ReadAsync(store, "a\u2215b"));
        Assert.Equal("..", await DriveBench.ReadAsync(store, "\uFF0E\uFF0E"));
        Assert.Equal("it's \\ odd", await DriveBench.ReadAsync(store, "it's \\ odd"));
    }

    [Fact]
    public async Task What_lies_in_the_trash_of_Drive_is_not_there_nor_is_what_lies_below_it()
    {
        var folder = Server.AddFolder("old");
        Server.Add("below", "1", folder);
        Server.Trash(folder);
        Server.Trash(Server.Add("gone", "1"));
        await using var store = await _bench.ReadAsync();
        Assert.Equal(["./"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task Shortcuts_are_kept_as_links()
    {
        var folder = Server.AddFolder("d");
        var file = Server.Add("f", "1", folder);
        Server.AddShortcut("to file", file);
        Server.AddShortcut("up", file, Server.AddFolder("e"));
        var elsewhere = Server.Share("theirs", "2");
        Server.AddShortcut("elsewhere", elsewhere);
        await using var store = await _bench.ReadAsync();
        Assert.Equal(["./", "d/", "d/f", "e/", "e/up -> ../d/f", $"elsewhere -> https://drive.google.com/open?id={elsewhere}", "to file -> d/f"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task Shortcuts_that_are_followed_lead_in_no_circle()
    {
        var folder = Server.AddFolder("d");
        Server.Add("f", "1", folder);
        Server.AddShortcut("again", folder);
        Server.AddShortcut("circle", folder, folder);
        var theirs = Server.Share("theirs", null);
        Server.Add("x", "2", theirs);
        Server.AddShortcut("shared", theirs);
        await using var store = await _bench.ReadAsync(settings => settings with { FollowsShortcuts = true });
        Assert.Equal(["./", "again/", "again/circle -> ../d", "again/f", "d/", "d/circle -> ../d", "d/f", "shared/", "shared/x"], await DriveBench.NamesAsync(store));
        Assert.Equal("2", await DriveBench.ReadAsync(store, "shared/x"));
    }

    [Fact]
    [Trait("row", "D11")]
    public async Task Documents_are_taken_in_the_format_that_was_chosen()
    {
        Server.AddDocument("Letter");
        Server.AddDocument("Budget", "spreadsheet");
        Server.AddDocument("Talk", "presentation");
        Server.AddDocument("Sketch", "drawing");
        var form = Server.AddDocument("Questions", "form");
        await using var store = await _bench.ReadAsync();
        Assert.Equal(["./", "Budget.xlsx", "Letter.docx", $"Questions -> https://drive.google.com/open?id={form}", "Sketch.svg", "Talk.pptx"], await DriveBench.NamesAsync(store));
        Assert.Contains("wordprocessingml", await DriveBench.ReadAsync(store, "Letter.docx"), StringComparison.Ordinal);

        await using var open = await _bench.ReadAsync(settings => settings with { Exports = ["odt", "pdf"] });
        Assert.Equal(["./", "Budget.pdf", "Letter.odt", $"Questions -> https://drive.google.com/open?id={form}", "Sketch.pdf", "Talk.pdf"], await DriveBench.NamesAsync(open));
    }

    [Fact]
    [Trait("row", "D11")]
    public async Task A_document_above_the_limit_of_exports_is_taken_by_its_link()
    {
        Server.AddDocument("Huge", exportSize: (10 << 20) + 1);
        await using var store = await _bench.ReadAsync();
        var entry = (await store.StatAsync(TreePath.From("Huge.docx"), Cancellation))!;
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        Assert.Equal((10 << 20) + 1, reader.Entry.Size);
        Assert.Contains(Server.Asked, asked => asked.Contains("/export/", StringComparison.Ordinal));
        Assert.Equal(0, Server.TokensHandedOn);
    }

    [Fact]
    [Trait("row", "D11")]
    public async Task A_document_is_told_apart_by_id_version_and_format_and_its_size_is_what_it_last_was()
    {
        var id = Server.AddDocument("Letter");
        await using var store = await _bench.ReadAsync();
        var listed = (await DriveBench.ListAsync(store))[1];
        Assert.True(listed.IsSizeUnknown);
        Entry read;
        await using (var reader = await store.OpenReadAsync(listed, Cancellation)) read = reader.Entry;
        Assert.True(read.Size > 0);
        Assert.Equal(listed.Inode, read.Inode);
        var known = new ListRequest(Scope.All, FilterSet.Empty) { Known = _ => new[] { read }.ToAsyncEnumerable() };
        Assert.Equal(read.Size, (await DriveBench.ListAsync(store, known))[1].Size);

        Server.Edit(id, "");
        var edited = (await DriveBench.ListAsync(store, known))[1];
        Assert.NotEqual(listed.Inode, edited.Inode);
        Assert.Equal(0, edited.Size);
    }

    [Fact]
    public async Task A_shared_drive_is_found_by_name_among_however_many()
    {
        for (var i = 0; i < 250; i++) Server.AddDrive($"team {i:d3}");
        foreach (var i in new[] { 0, 99, 100, 101, 249 })
        {
            await using var store = await _bench.ReadAsync(settings => settings with { SharedDrive = $"team {i:d3}" });
            Assert.Contains($"team {i:d3}", store.Facts.Location, StringComparison.Ordinal);
        }
        var missing = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync(settings => settings with { SharedDrive = "other" }));
        Assert.Contains("and 230 more", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_shared_drives_of_one_name_both_are_named_and_one_is_chosen_by_its_id()
    {
        for (var i = 0; i < 150; i++) Server.AddDrive($"other {i}");
        string[] twins = [Server.AddDrive("team"), Server.AddDrive("team")];
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync(settings => settings with { SharedDrive = "team" }));
        Assert.All(twins, id => Assert.Contains(id, refused.Cause, StringComparison.Ordinal));
        // A drive whose name is another's id changes nothing.
        Server.AddDrive(twins[1]);
        await using var store = await _bench.ReadAsync(settings => settings with { SharedDrive = twins[1] });
        Server.Add("f", "1", twins[1]);
        Assert.Equal(["./", "f"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_search_that_was_not_complete_proves_nothing_absent()
    {
        Server.Add("f", "1");
        Server.IsSearchIncomplete = true;
        await using var store = await _bench.ReadAsync();
        var root = (await DriveBench.ListAsync(store))[0];
        Assert.NotNull(root.Unlisted);
        Server.IsSearchIncomplete = false;
        Assert.Null((await DriveBench.ListAsync(store))[0].Unlisted);
    }

    [Fact]
    public async Task A_file_whose_downloads_are_used_up_is_left_alone_and_the_others_are_not()
    {
        var parked = Server.Add("f", "1");
        Server.Add("g", "2");
        Server.UseUp(parked);
        await using var store = await _bench.ReadAsync();
        await DriveBench.ListAsync(store);
        var refused = await Assert.ThrowsAsync<StoreException>(() => DriveBench.ReadAsync(store, "f"));
        Assert.Contains("downloadQuotaExceeded", refused.Cause, StringComparison.Ordinal);
        var asked = Server.Requests;
        var entry = (await DriveBench.ListAsync(store))[1];
        await Assert.ThrowsAsync<StoreException>(async () => await store.OpenReadAsync(entry, Cancellation));
        Assert.DoesNotContain(Server.Asked.Skip(asked), request => request.Contains("alt=media", StringComparison.Ordinal));
        Assert.Equal("2", await DriveBench.ReadAsync(store, "g"));
    }

    [Fact]
    public async Task Old_files_that_bear_md5_alone_are_read_and_proven()
    {
        Server.Add("old", "content", hasSha: false);
        await using var store = await _bench.ReadAsync();
        Assert.Equal("content", await DriveBench.ReadAsync(store, "old"));
    }

    [Fact]
    public async Task A_shared_drive_is_a_store_of_its_own()
    {
        Server.Add("mine", "1");
        var team = Server.AddDrive("Team");
        Server.Add("ours", "2", Server.AddFolder("d", team));
        await using var store = await _bench.ReadAsync(settings => settings with { SharedDrive = "Team" });
        Assert.Equal(["./", "d/", "d/ours"], await DriveBench.NamesAsync(store));
        Assert.Equal("2", await DriveBench.ReadAsync(store, "d/ours"));
        var unknown = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync(settings => settings with { SharedDrive = "Tea" }));
        Assert.Contains("Team", unknown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_have_shared_is_a_store_that_is_only_read()
    {
        Server.Add("mine", "1");
        Server.Share("theirs", "2");
        Server.Add("below", "3", Server.Share("folder", null));
        await using var store = await _bench.ReadAsync(settings => settings with { IsSharedWithMe = true });
        Assert.Equal(["./", "folder/", "folder/below", "theirs"], await DriveBench.NamesAsync(store));
        Assert.Equal("3", await DriveBench.ReadAsync(store, "folder/below"));
        await Assert.ThrowsAsync<StoreException>(async () => await _bench.OpenAsync(_bench.Options with { Settings = _bench.Settings with { IsSharedWithMe = true } }));
    }

    [Fact]
    public async Task A_folder_can_be_the_root_by_its_path_or_its_id()
    {
        var sub = Server.AddFolder("sub", Server.AddFolder("top"));
        Server.Add("f", "1", Server.AddFolder("d", sub));
        foreach (var root in new[] { "top/sub", "/top/sub/", $"id:{sub}" })
        {
            await using var store = await _bench.ReadAsync(settings => settings with { Root = root });
            Assert.Equal(["./", "d/", "d/f"], await DriveBench.NamesAsync(store));
        }
        Server.AddFolder("sub", Server.Find("top")!);
        var twice = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync(settings => settings with { Root = "top/sub" }));
        Assert.Contains("id:", twice.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_comes_in_pages_and_does_not_ask_folder_by_folder()
    {
        for (var i = 0; i < 40; i++) Server.Add("f", "1", Server.AddFolder($"d{i:d2}"));
        Server.PageLimit = 30;
        await using var store = await _bench.ReadAsync();
        var before = Server.Requests;
        Assert.Equal(81, (await DriveBench.ListAsync(store)).Count);
        Assert.InRange(Server.Requests - before, 3, 6);
    }
}
