using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>Holds the table of calls to what a store really sends.</summary>
[Trait("row", "N14")]
public sealed class DriveRequestsTests
{
    private readonly DriveBench _bench = new();
    private int _before;

    public static TheoryData<OperationKind, int> Kinds { get; } = OneOperation.Kinds(700_000);

    private DriveRequests Table => new(_bench.Options.SmallUpload, _bench.Options.Piece);

    private int Sent => _bench.Server.Requests - _before;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_operation_makes_the_calls_the_table_says(OperationKind kind, int size)
    {
        await using var store = await _bench.OpenAsync();
        await OneOperation.DoAsync(store, kind, size, Begin);
        Assert.Equal(OneOperation.Of(Table, kind, size).Calls, Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700_000)]
    public async Task Reading_a_file_makes_the_calls_the_table_says(int size)
    {
        await using var store = await _bench.OpenAsync();
        await OneOperation.ReadAsync(store, size, readsBack: false, Begin);
        Assert.Equal(OneOperation.ToRead(Table, size, readsBack: false).Calls, Sent);
    }

    private void Begin() => _before = _bench.Server.Requests;
}
