using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

[Trait("row", "D4")]
public sealed class S3StoreTests : StoreContract
{
    private readonly S3Bench _bench = new();

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();
}

/// <summary>The same on a server that can refuse a name that is taken, and compares nothing else.</summary>
[Trait("row", "D4")]
public sealed class S3WithoutMatchesTests : StoreContract
{
    private readonly S3Bench _bench = new();

    public S3WithoutMatchesTests() => _bench.Server.RefusesMatches = true;

    protected override bool MovesDirectories => false;

    [Fact]
    public async Task What_changed_since_it_was_seen_is_not_replaced_by_a_look_either()
    {
        await using var store = await _bench.OpenAsync();
        var first = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Content = new BytesReader("1"u8.ToArray()) }, Cancellation)).Entry;
        var second = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Replaces = first, Content = new BytesReader("2"u8.ToArray()) }, Cancellation)).Entry;
        _bench.Server.Plant("lab/f", "3"u8.ToArray());
        await Assert.ThrowsAsync<WorldChangedException>(async () => await store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Replaces = second, Content = new BytesReader("4"u8.ToArray()) }, Cancellation));
        await Assert.ThrowsAsync<WorldChangedException>(async () => await store.DeleteAsync(second, Cancellation));
        Assert.Equal("3"u8.ToArray(), _bench.Server.Contents["lab/f"]);
    }

    [Fact]
    public async Task A_look_at_the_server_tells_of_it()
    {
        await using var store = await _bench.OpenAsync();
        var found = new List<Finding>();
        await foreach (var finding in store.ProbeAsync(Cancellation)) found.Add(finding);
        Assert.Contains(found, finding => finding.Code == "conditional-replaces" && finding.Severity == Severity.Warning);
        Assert.DoesNotContain(found, finding => finding.Severity == Severity.Error);
    }

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();
}
