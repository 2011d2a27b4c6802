using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>Holds the table of requests to what a store really sends.</summary>
[Trait("row", "N14")]
public sealed class S3RequestsTests
{
    private readonly S3Bench _bench = new();
    private readonly Counter _sent = new();

    public S3RequestsTests() => _bench.Between = server => new Counting(server, _sent);

    public static TheoryData<OperationKind, int> Kinds { get; } = OneOperation.Kinds(300_000);

    private S3Requests Table => new(_bench.Options.PartSize);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_operation_sends_the_requests_the_table_says(OperationKind kind, int size)
    {
        await using var store = await _bench.OpenAsync();
        await OneOperation.DoAsync(store, kind, size, _sent.Clear);
        Assert.Equal(OneOperation.Of(Table, kind, size), _sent.Count);
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(1, true, true)]
    [InlineData(300_000, false, true)]
    [InlineData(300_000, true, true)]
    [InlineData(300_000, false, false)]
    public async Task Reading_a_file_sends_the_requests_the_table_says(int size, bool readsBack, bool hasTags)
    {
        var bench = new S3Bench { Server = new FakeS3(TimeProvider.System) { SmallestPart = 1, KeepsTags = hasTags }, Between = _bench.Between };
        await using var store = await bench.OpenAsync();
        await OneOperation.ReadAsync(store, size, readsBack, _sent.Clear);
        Assert.Equal(OneOperation.ToRead(Table, size, readsBack), _sent.Count);
    }

    [Fact]
    public void What_is_done_many_times_is_paid_many_times()
    {
        var one = Table.ToApply(new PlanShare(OperationKind.Replace, false, true, 3, 1, 150_000));
        Assert.Equal(one * 40, Table.ToApply(new PlanShare(OperationKind.Replace, false, true, 3, 40, 6_000_000)));
    }

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
