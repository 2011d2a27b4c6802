using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>A database and what belongs to it are one file of a source, which is read whole.</summary>
[Trait("row", "C13")]
public sealed class LocalDatabaseTests : IDisposable
{
    private static readonly byte[] Database = [.. DatabaseFiles.Magic, .. new byte[4080]];
    private readonly TempDirectory _directory = new();
    private readonly FakeCapture _capture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_belongs_to_a_database_is_no_file_of_its_own()
    {
        foreach (var name in new[] { "game", "game-wal", "game-shm", "game-journal", "other-wal", "text-wal" }) Write(name, Database);
        Write("text", "no database"u8);

        Assert.Equal([".", "game", "other-wal", "text", "text-wal"], (await ListAsync()).Select(entry => entry.Path.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*-wal")]
    public async Task A_change_of_its_log_is_a_change_of_the_database(string excluded)
    {
        var filters = excluded.Length == 0 ? FilterSet.Empty : new FilterSet([FilterRule.Parse($"- {excluded}", "test")]);
        Write("game", Database);
        Write("game and more", "x"u8);
        Write("game-wal", "one"u8);
        var before = await GameAsync(filters);
        Assert.Equal(before, await GameAsync(filters));
        Write("game-wal", "two, longer"u8);

        var after = await GameAsync(filters);

        Assert.NotEqual(before.Inode, after.Inode);
        Assert.True(after.IsSizeUnknown);
        Assert.Equal(await MtimeAsync("game-wal"), after.Mtime);
    }

    [Fact]
    public async Task A_database_that_was_copied_has_the_size_of_its_copy_for_as_long_as_it_is_the_same()
    {
        Write("game", Database);
        Write("game-wal", "one"u8);
        var known = (await GameAsync(FilterSet.Empty)) with { Size = 123_456 };

        Assert.Equal(123_456, (await GameAsync(FilterSet.Empty, known)).Size);
        Write("game-wal", "two, longer"u8);
        Assert.Equal(Database.Length, (await GameAsync(FilterSet.Empty, known)).Size);
    }

    [Fact]
    public async Task A_database_nobody_has_in_use_is_read_as_it_is()
    {
        Write("game", Database);

        Assert.Equal(Database, await ReadAsync("game"));
        Assert.Equal(0, _capture.Asked);
    }

    [Fact]
    public async Task Somebody_who_begins_while_it_is_read_makes_it_changed()
    {
        Write("game", Database);
        await using var store = Open();
        await using var reader = await store.OpenReadAsync((await store.StatAsync(TreePath.From("game"), Cancellation))!, Cancellation);
        Assert.Equal(reader.Entry.Mtime, (await reader.StatAsync(Cancellation)).Mtime);

        Write("game-journal", "began"u8);

        Assert.NotEqual(reader.Entry.Mtime, (await reader.StatAsync(Cancellation)).Mtime);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-journal")]
    public async Task A_database_in_use_is_read_from_a_copy(string suffix)
    {
        Write("game", Database);
        Write("game" + suffix, "something"u8);

        Assert.Equal(FakeCapture.Content, await ReadAsync("game"));
        Assert.Equal(1, _capture.Asked);
    }

    [Fact]
    public async Task A_reader_of_a_copy_shows_the_database_as_a_listing_does()
    {
        Write("game", Database);
        Write("game-wal", "something"u8);
        await using var store = Open();
        var listed = (await store.StatAsync(TreePath.From("game"), Cancellation))!;

        await using var reader = await store.OpenReadAsync(listed, Cancellation);

        Assert.Equal((listed.Inode, listed.Mtime, listed.Ctime, listed.Mode, (long)FakeCapture.Content.Length), (reader.Entry.Inode, reader.Entry.Mtime, reader.Entry.Ctime, reader.Entry.Mode, reader.Entry.Size));
        Assert.Equal(reader.Entry, await reader.StatAsync(Cancellation));
    }

    [Fact]
    public async Task What_only_begins_like_a_database_is_read_as_it_is()
    {
        Write("game", Database);
        Write("game-journal", "something"u8);
        _capture.Failure = new CaptureException(CaptureFault.NotADatabase, "is none");

        Assert.Equal(Database, await ReadAsync("game"));
    }

    [Theory]
    [InlineData(CaptureFault.Busy, StoreFault.Transient)]
    [InlineData(CaptureFault.Full, StoreFault.Transient)]
    [InlineData(CaptureFault.Refused, StoreFault.Denied)]
    [InlineData(CaptureFault.Damaged, StoreFault.Other)]
    public async Task A_database_that_cannot_be_copied_whole_is_not_copied_at_all(CaptureFault fault, StoreFault told)
    {
        Write("game", Database);
        Write("game-wal", "something"u8);
        _capture.Failure = new CaptureException(fault, "for a reason");

        var problem = await Assert.ThrowsAsync<StoreException>(() => ReadAsync("game"));

        Assert.Equal(told, problem.Fault);
        Assert.Contains("for a reason", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_files_are_wanted_as_they_are_nothing_is_hidden()
    {
        foreach (var name in new[] { "game", "game-wal", "game-shm" }) Write(name, Database);
        await using var store = LocalStore.Open("lab", _directory.Path, new LocalStoreOptions());

        Assert.Equal(4, await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation));
    }

    private LocalStore Open() => LocalStore.Open("lab", _directory.Path, new LocalStoreOptions { Databases = _capture });

    private void Write(string name, ReadOnlySpan<byte> content) => File.WriteAllBytes(Path.Combine(_directory.Path, name), content.ToArray());

    private async Task<long> MtimeAsync(string name)
    {
        await using var store = LocalStore.Open("lab", _directory.Path, new LocalStoreOptions());
        return (await store.StatAsync(TreePath.From(name), Cancellation))!.Mtime;
    }

    private async Task<IReadOnlyList<Entry>> ListAsync()
    {
        await using var store = Open();
        return await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
    }

    private async Task<Entry> GameAsync(FilterSet filters, Entry? known = null)
    {
        await using var store = Open();
        var request = new ListRequest(Scope.All, filters) { Known = known is null ? null : _ => new[] { known }.ToAsyncEnumerable() };
        return await store.ListAsync(request, Cancellation).SingleAsync(entry => entry.Path == TreePath.From("game"), Cancellation);
    }

    private async Task<byte[]> ReadAsync(string name)
    {
        await using var store = Open();
        await using var reader = await store.OpenReadAsync((await store.StatAsync(TreePath.From(name), Cancellation))!, Cancellation);
        var (content, buffer) = (new MemoryStream(), new byte[1000]);
        for (var block = await reader.ReadAsync(buffer, Cancellation); !block.IsEnd; block = await reader.ReadAsync(buffer, Cancellation))
        {
            content.Write(buffer, 0, block.Length);
            content.Write(new byte[block.Hole]);
        }
        return content.ToArray();
    }

    private sealed class FakeCapture : IDatabaseCapture
    {
        public static readonly byte[] Content = [.. DatabaseFiles.Magic, .. Enumerable.Repeat((byte)7, 9000)];

        public int Asked { get; private set; }

        public CaptureException? Failure { get; set; }

        public ValueTask<CapturedDatabase> CaptureAsync(DatabasePlace place, CancellationToken cancellation)
        {
            Asked++;
            if (Failure is not null) throw Failure;
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            File.WriteAllBytes(path, Content);
            var number = LinuxSystemCalls.Instance.OpenAt2(At.WorkingDirectory, System.Text.Encoding.UTF8.GetBytes(path), new OpenHow { Flags = OpenFlags.CloseOnExec });
            File.Delete(path);
            return ValueTask.FromResult(new CapturedDatabase(LinuxSystemCalls.Instance, new Descriptor(LinuxSystemCalls.Instance, number), Content.Length));
        }
    }
}
