using System.Text;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>Holds the table of calls to what a store really sends.</summary>
[Trait("row", "N14")]
public sealed class DriveRequestsTests
{
    private readonly DriveBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DriveRequests Table => new(_bench.Options.SmallUpload, _bench.Options.Piece);

    [Theory]
    [InlineData(OperationKind.Create, 1)]
    [InlineData(OperationKind.Create, 700_000)]
    [InlineData(OperationKind.Replace, 1)]
    [InlineData(OperationKind.Replace, 700_000)]
    [InlineData(OperationKind.Remove, 1)]
    [InlineData(OperationKind.RemoveDirectory, 0)]
    [InlineData(OperationKind.Move, 1)]
    [InlineData(OperationKind.MakeDirectory, 0)]
    [InlineData(OperationKind.SetMetadata, 1)]
    public async Task An_operation_makes_the_calls_the_table_says(OperationKind kind, int size)
    {
        await using var store = await _bench.OpenAsync();
        var (file, first) = ((await WriteAsync(store, "old", 1)).Entry, (await WriteAsync(store, "first", 1)).Entry);
        var directory = await store.MakeDirectoryAsync(Wanted("d", EntryKind.Directory), Cancellation);
        await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation);
        // The folders of the trash are made once in a run.
        await store.DiscardAsync(first, "run-1", Cancellation);

        var before = _bench.Server.Requests;
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
        Assert.Equal(Table.ToApply(new PlanShare(kind, false, false, parts, 1, size)).Calls, _bench.Server.Requests - before);
    }

    [Fact]
    public async Task Reading_a_file_makes_the_calls_the_table_says()
    {
        await using var store = await _bench.OpenAsync();
        var file = (await WriteAsync(store, "old", 1)).Entry;
        var before = _bench.Server.Requests;
        await using (var reader = await store.OpenReadAsync(file, Cancellation))
        {
            while (!(await reader.ReadAsync(new byte[1000], Cancellation)).IsEnd) { }
            await reader.StatAsync(Cancellation);
        }
        Assert.Equal(Table.ToRead(1).Calls, _bench.Server.Requests - before);
    }

    private static Entry Wanted(string name, EntryKind kind) => new() { Path = TreePath.From(name), Kind = kind, Mode = 0x1ED, Mtime = 5 };

    private static async Task<Written> WriteAsync(DriveStore store, string name, int size, Entry? replaces = null) => await store.WriteAsync(new WriteRequest
    {
        Wanted = Wanted(name, EntryKind.File),
        Content = new BytesReader(Encoding.ASCII.GetBytes(new string('x', size))),
        Replaces = replaces,
        TrashRun = "run-1",
    }, Cancellation);
}
