using System.Text;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>Holds the table of requests to what a store really sends.</summary>
[Trait("row", "N14")]
public sealed class S3RequestsTests
{
    private readonly S3Bench _bench = new();
    private readonly Counter _sent = new();

    public S3RequestsTests() => _bench.Between = server => new Counting(server, _sent);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Requests Table => new(_bench.Options.PartSize);

    [Theory]
    [InlineData(OperationKind.Create, 1)]
    [InlineData(OperationKind.Create, 300_000)]
    [InlineData(OperationKind.Replace, 1)]
    [InlineData(OperationKind.Replace, 300_000)]
    [InlineData(OperationKind.Remove, 1)]
    [InlineData(OperationKind.RemoveDirectory, 0)]
    [InlineData(OperationKind.Move, 1)]
    [InlineData(OperationKind.MakeDirectory, 0)]
    [InlineData(OperationKind.SetMetadata, 1)]
    public async Task An_operation_sends_the_requests_the_table_says(OperationKind kind, int size)
    {
        await using var store = await _bench.OpenAsync();
        var file = (await WriteAsync(store, "old", 1)).Entry;
        var directory = await store.MakeDirectoryAsync(Wanted("d", EntryKind.Directory), Cancellation);
        await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation);

        _sent.Clear();
        await (kind switch
        {
            OperationKind.Create => WriteAsync(store, "new", size),
            OperationKind.Replace => WriteAsync(store, "old", size, file),
            OperationKind.Remove => store.DiscardAsync(file, "run-1", Cancellation).AsTask(),
            OperationKind.RemoveDirectory => store.DiscardAsync(directory, "run-1", Cancellation).AsTask(),
            OperationKind.Move => store.MoveAsync(file, TreePath.From("moved"), Cancellation).AsTask(),
            OperationKind.MakeDirectory => store.MakeDirectoryAsync(Wanted("e", EntryKind.Directory), Cancellation).AsTask(),
            _ => (Task)store.SetMetadataAsync(file, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Skip, Cancellation).AsTask(),
        });

        var parts = Math.Max(1, (size + Table.PieceSize - 1) / Table.PieceSize);
        Assert.Equal(Table.ToApply(new PlanShare(kind, false, false, parts, 1, size)), _sent.Count);
    }

    [Fact]
    public async Task Reading_a_file_sends_the_requests_the_table_says()
    {
        await using var store = await _bench.OpenAsync();
        var file = (await WriteAsync(store, "old", 1)).Entry;
        _sent.Clear();
        await using (var reader = await store.OpenReadAsync(file, Cancellation))
        {
            while (!(await reader.ReadAsync(new byte[1000], Cancellation)).IsEnd) { }
            await reader.StatAsync(Cancellation);
        }
        Assert.Equal(Table.ToRead(1), _sent.Count);
    }

    [Fact]
    public void What_is_done_many_times_is_paid_many_times()
    {
        var one = Table.ToApply(new PlanShare(OperationKind.Replace, false, true, 3, 1, 150_000));
        Assert.Equal(one * 40, Table.ToApply(new PlanShare(OperationKind.Replace, false, true, 3, 40, 6_000_000)));
    }

    private static Entry Wanted(string name, EntryKind kind) => new() { Path = TreePath.From(name), Kind = kind, Mode = 0x1ED, Mtime = 5 };

    private static async Task<Written> WriteAsync(S3Store store, string name, int size, Entry? replaces = null) => await store.WriteAsync(new WriteRequest
    {
        Wanted = Wanted(name, EntryKind.File),
        Content = new BytesReader(Encoding.ASCII.GetBytes(new string('x', size))),
        Replaces = replaces,
        TrashRun = "run-1",
    }, Cancellation);

    private sealed class Counter
    {
        private readonly Lock _gate = new();

        public RequestCount Count { get; private set; }

        public void Clear() => Count = default;

        public void Add(RequestCount one)
        {
            lock (_gate) Count += one;
        }
    }

    /// <summary>Counts as a provider does.</summary>
    private sealed class Counting(HttpMessageHandler inner, Counter counter) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (method, query) = (request.Method.Method, request.RequestUri!.Query);
            var lists = method == "GET" && (query.Contains("list-type", StringComparison.Ordinal) || query.Contains("uploads", StringComparison.Ordinal) || query.Contains("uploadId", StringComparison.Ordinal));
            counter.Add(method == "DELETE" ? new RequestCount(Deletes: 1) : method is "PUT" or "POST" || lists ? new RequestCount(Puts: 1) : new RequestCount(Gets: 1));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
