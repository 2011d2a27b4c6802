using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Files;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>Documents are taken whole before the first byte is handed on: small ones in memory, large ones in a file of which nothing is ever left.</summary>
[Trait("row", "D11")]
public sealed class DriveExportTests : IDisposable
{
    private readonly TempDirectory _place = TempDirectory.InMemory();
    private readonly DriveBench _bench = new();
    private readonly FaultySystemCalls _calls = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Left => Directory.GetFileSystemEntries(_place.Path);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(1000)]
    [InlineData(3 << 20)]
    [InlineData(4 << 20)]
    [InlineData((4 << 20) + 1)]
    [InlineData(11 << 20)]
    [InlineData(40 << 20)]
    public async Task However_large_a_document_is_little_of_it_is_in_memory(int size)
    {
        _bench.Server.AddDocument("Letter", exportSize: size);
        await using var store = await OpenAsync();
        await using (var reader = await ReadAsync(store))
        {
            Assert.Equal(size, reader.Entry.Size);
            Assert.InRange(((ExportReader)reader).InMemory, 0, ExportReader.MostInMemory);
            Assert.Equal(size > ExportReader.MostInMemory ? 1 : 0, _calls.OpenDescriptors);
            // It bears no name even while it is read.
            Assert.Empty(Left);
            Assert.Equal(await ContentAsync(size), await ContentOf(reader));
        }
        Assert.Equal(0, _calls.OpenDescriptors);
    }

    [Fact]
    public async Task What_breaks_is_asked_for_again_and_nothing_of_it_is_left()
    {
        var breaks = 2;
        _bench.Server.AddDocument("Letter", exportSize: 9 << 20);
        _bench.Between = server => new Breaking(server, 8 << 20, () => Interlocked.Decrement(ref breaks) >= 0 ? new HttpIOException(HttpRequestError.ResponseEnded) : null);
        await using var store = await OpenAsync();
        await using (var reader = await ReadAsync(store)) Assert.Equal(await ContentAsync(9 << 20), await ContentOf(reader));
        Assert.Equal((0, 0), (_calls.OpenDescriptors, Left.Length));

        breaks = int.MaxValue;
        await Assert.ThrowsAsync<StoreException>(() => ReadAsync(store));
        Assert.Equal((0, 0), (_calls.OpenDescriptors, Left.Length));
    }

    [Fact]
    public async Task Of_one_that_is_given_up_nothing_is_left()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _bench.Server.AddDocument("Letter", exportSize: 9 << 20);
        _bench.Between = server => new Breaking(server, 8 << 20, () =>
        {
            stop.Cancel();
            return new OperationCanceledException(stop.Token);
        });
        await using var store = await OpenAsync();
        var entry = (await DriveBench.ListAsync(store))[1];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.OpenReadAsync(entry, stop.Token));
        Assert.Equal((0, 0), (_calls.OpenDescriptors, Left.Length));
        Assert.True(_calls.Counts[SystemCall.PWrite] > 0, "nothing was put down before");
    }

    [Fact]
    public async Task Where_there_is_no_room_for_it_the_document_fails_and_says_where()
    {
        _bench.Server.AddDocument("Letter", exportSize: 9 << 20);
        await using var store = await OpenAsync();
        foreach (var fault in new[] { new CallFault(SystemCall.PWrite, 3, Errno.ENOSPC, ForEver: true), new CallFault(SystemCall.OpenAt2, 1, Errno.EACCES, ForEver: true) })
        {
            _calls.Fault = fault;
            var refused = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(store));
            Assert.Contains(_place.Path, refused.Cause, StringComparison.Ordinal);
            Assert.Equal((0, 0), (_calls.OpenDescriptors, Left.Length));
        }
        _calls.Fault = new CallFault(SystemCall.PRead, 2, Errno.EIO);
        await using (var reader = await ReadAsync(store)) await Assert.ThrowsAsync<StoreException>(() => ContentOf(reader));
        Assert.Equal(0, _calls.OpenDescriptors);
    }

    [Fact]
    public async Task Where_files_must_have_a_name_it_loses_it_at_once()
    {
        _bench.Server.AddDocument("Letter", exportSize: 9 << 20);
        await using var store = await OpenAsync();
        _calls.Fault = new CallFault(SystemCall.OpenAt2, 1, Errno.EOPNOTSUPP);
        await using (var reader = await ReadAsync(store))
        {
            Assert.Equal(1, _calls.Struck);
            Assert.Empty(Left);
            Assert.Equal(await ContentAsync(9 << 20), await ContentOf(reader));
        }
        Assert.Equal(0, _calls.OpenDescriptors);
    }

    private ValueTask<DriveStore> OpenAsync() => _bench.OpenAsync(_bench.Options with { Writable = false, Temporary = _place.Path, Calls = _calls });

    private static async Task<IContentReader> ReadAsync(DriveStore store) => await store.OpenReadAsync((await DriveBench.ListAsync(store))[1], Cancellation);

    // What the server makes of a document of this size, as it comes over the wire.
    private static async Task<byte[]> ContentAsync(int size)
    {
        var other = new DriveBench();
        other.Server.AddDocument("Letter", exportSize: size);
        byte[]? content = null;
        other.Between = server => new Copying(server, bytes => content = bytes);
        await using var store = await other.ReadAsync();
        await using var reader = await store.OpenReadAsync((await DriveBench.ListAsync(store))[1], Cancellation);
        return content!;
    }

    private static async Task<byte[]> ContentOf(IContentReader reader)
    {
        using var content = new MemoryStream();
        var buffer = new byte[100_000];
        while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block) content.Write(buffer, 0, block.Length);
        return content.ToArray();
    }

    private static bool IsExport(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.Contains("export", StringComparison.Ordinal) || request.RequestUri.AbsolutePath.Contains("handed-out", StringComparison.Ordinal);

    private sealed class Copying(HttpMessageHandler server, Action<byte[]> copy) : DelegatingHandler(server)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (IsExport(request) && response.IsSuccessStatusCode) copy(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return response;
        }
    }

    /// <summary>Breaks the content of an export after so many bytes, where the maker of errors makes one.</summary>
    private sealed class Breaking(HttpMessageHandler server, int after, Func<Exception?> make) : DelegatingHandler(server)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsExport(request) || !response.IsSuccessStatusCode) return response;
            response.Content = new StreamContent(new Broken(await response.Content.ReadAsByteArrayAsync(cancellationToken), after, make));
            return response;
        }

        private sealed class Broken(byte[] content, int after, Func<Exception?> make) : MemoryStream(content)
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
                Position >= after && make() is { } error ? ValueTask.FromException<int>(error) : base.ReadAsync(buffer, cancellationToken);
        }
    }
}
