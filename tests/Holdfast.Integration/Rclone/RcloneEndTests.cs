using System.Diagnostics;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Rclone;

/// <summary>rclone ends in the middle of something: what was acknowledged stands, what was not is whole or not there, and nothing is taken for empty.</summary>
[Trait("row", "D12")]
[Trait("row", "N7")]
public sealed class RcloneEndTests : IDisposable
{
    private readonly RclonePlace _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task In_the_middle_of_an_upload_no_half_file_gets_the_name()
    {
        await using var store = await _place.OpenAsync("box:");
        var old = (await WriteAsync(store, "f", new byte[10], null)).Entry;
        using var content = new SlowReader(8 << 20);
        var writing = WriteAsync(store, "f", content, old);
        await Eventually.SoonAsync(content.IsHalfRead, "half of the content to be sent");
        await KillAsync(store);
        content.GoOn();

        var failure = await Assert.ThrowsAsync<StoreException>(() => writing);
        Assert.Equal(StoreFault.Transient, failure.Fault);
        Assert.Equal(10, new FileInfo(Path.Combine(_place.Root, "f")).Length);
        Assert.Equal(["./", "f"], await NamesAsync(store));

        // The next try, and the next lock, go on as if nothing had been.
        await WriteAsync(store, "f", new byte[8 << 20], old);
        await using (await store.TryLockAsync(Cancellation)) { }
        Assert.Equal(8 << 20, new FileInfo(Path.Combine(_place.Root, "f")).Length);
        Assert.Equal(["marker"], Directory.GetFiles(Path.Combine(_place.Root, ".holdfast"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task In_the_middle_of_many_small_writes_each_that_was_told_done_stands()
    {
        await using var store = await _place.OpenAsync("box:");
        var done = 0;
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (number, _) =>
        {
            await WriteAsync(store, $"f{number}", [(byte)number], null);
            if (Interlocked.Increment(ref done) is 15 or 35) await KillAsync(store);
        });
        for (var number = 0; number < 60; number++) Assert.Equal([(byte)number], await File.ReadAllBytesAsync(Path.Combine(_place.Root, $"f{number}"), Cancellation));
    }

    [Fact]
    public async Task In_the_middle_of_a_listing_it_goes_on_with_the_next_one()
    {
        await using var store = await BuildAsync();
        var names = new List<string>();
        await foreach (var entry in store.ListAsync(ListRequest.Everything, Cancellation))
        {
            if (names.Count is 3 or 80) await KillAsync(store);
            names.Add(entry.ToString());
        }
        Assert.Equal(1 + 60 * 3, names.Count);
    }

    [Fact]
    public async Task A_listing_that_cannot_go_on_fails_and_is_never_a_shorter_one()
    {
        await using var store = await BuildAsync(Wrapped());
        var seen = 0;
        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await foreach (var entry in store.ListAsync(ListRequest.Everything, Cancellation))
            {
                Assert.Null(entry.Unlisted);
                if (++seen != 3) continue;
                await File.WriteAllTextAsync(_place.At("broken"), "", Cancellation);
                await KillAsync(store);
            }
        });
        Assert.Equal("box", failure.Store);
        Assert.Contains("rclone", failure.Message, StringComparison.Ordinal);
        Assert.InRange(seen, 3, 170);
    }

    [Fact]
    public async Task In_the_middle_of_reading_it_goes_on_where_it_was()
    {
        var content = new byte[6 << 20];
        new Random(7).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(_place.Root, "f"), content, Cancellation);
        await using var store = await _place.OpenAsync("box:");
        await using var reader = await store.OpenReadAsync((await store.StatAsync(TreePath.From("f"), Cancellation))!, Cancellation);
        var (read, buffer, isKilled) = (new MemoryStream(), new byte[100_000], false);
        while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block)
        {
            read.Write(buffer, 0, block.Length);
            if (isKilled || read.Length < 1_000_000) continue;
            await KillAsync(store);
            isKilled = true;
        }
        Assert.Equal(content, read.ToArray());
    }

    private async Task<RcloneStore> BuildAsync(string program = RclonePlace.Program)
    {
        for (var number = 0; number < 60; number++) TreeBuilder.Build(_place.Root, $"d{number}/a = 1\nd{number}/b = 1");
        return await _place.OpenAsync("box:", writable: false, program: program);
    }

    // rclone, as long as there is no file that says it is broken.
    private string Wrapped()
    {
        var path = _place.At("program");
        File.WriteAllText(path, $"#!/bin/sh\n[ -e {_place.At("broken")} ] && {{ echo it is broken >&2; exit 1; }}\nexec {RclonePlace.Program} \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task KillAsync(RcloneStore store)
    {
        using var process = Process.GetProcessById(RclonePlace.ProgramOf(store).Id);
        process.Kill();
        await process.WaitForExitAsync(Cancellation);
    }

    private static Task<List<string>> NamesAsync(RcloneStore store) => store.ListAsync(ListRequest.Everything, Cancellation).Select(entry => entry.ToString()).ToListAsync(Cancellation).AsTask();

    private static Task<Written> WriteAsync(RcloneStore store, string name, byte[] content, Entry? replaces) => WriteAsync(store, name, new TestKit.Stores.BytesReader(content), replaces);

    private static async Task<Written> WriteAsync(RcloneStore store, string name, IContentReader content, Entry? replaces) =>
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Mtime = TreeBuilder.DefaultMtime }, Content = content, Replaces = replaces }, Cancellation);

    /// <summary>Content that stops in its middle until it is told to go on.</summary>
    private sealed class SlowReader(int size) : IContentReader, IDisposable
    {
        private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _go = new(0, 1);
        private int _left = size;

        public Task IsHalfRead => _half.Task;

        public Entry Entry { get; } = new() { Path = TreePath.Root, Kind = EntryKind.File, Size = size };

        public void GoOn() => _go.Release();

        public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            if (_left <= Entry.Size / 2 && _half.TrySetResult()) await _go.WaitAsync(cancellation);
            var length = Math.Min(buffer.Length, _left);
            _left -= length;
            return new ContentBlock(length, 0);
        }

        public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(Entry);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void Dispose() => _go.Dispose();
    }
}
