using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores;

/// <summary>Does one operation of a plan to a store, so that what it costs can be counted.</summary>
internal static class OneOperation
{
    private const string Run = "run-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Kinds, and bytes of content where they have any, small or in parts of the sizes that tests use.</summary>
    public static TheoryData<OperationKind, int> Kinds(int large) => new()
    {
        { OperationKind.Create, 1 }, { OperationKind.Create, large }, { OperationKind.Replace, 1 }, { OperationKind.Replace, large }, { OperationKind.Remove, 1 },
        { OperationKind.RemoveDirectory, 0 }, { OperationKind.Move, 1 }, { OperationKind.MakeDirectory, 0 }, { OperationKind.SetMetadata, 1 },
    };

    /// <summary>Does it in a store that holds a file <c>old</c> and a directory <c>d</c>; what counts is counted from the call of <paramref name="begin"/> on.</summary>
    public static async Task DoAsync(IStore store, OperationKind kind, int size, Action begin)
    {
        var (file, first) = ((await WriteAsync(store, "old", 1)).Entry, (await WriteAsync(store, "first", 1)).Entry);
        var directory = await store.Ask<IDirectoryStore>()!.MakeDirectoryAsync(Wanted("d", EntryKind.Directory), Cancellation);
        await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation);
        // What a trash needs of its own is made once in a run.
        await store.Ask<ITrashStore>()!.DiscardAsync(first, Run, Cancellation);
        begin();
        await (kind switch
        {
            OperationKind.Create => WriteAsync(store, "new", size),
            OperationKind.Replace => WriteAsync(store, "old", size, file),
            OperationKind.Remove => store.Ask<ITrashStore>()!.DiscardAsync(file, Run, Cancellation).AsTask(),
            OperationKind.RemoveDirectory => store.Ask<ITrashStore>()!.DiscardAsync(directory, Run, Cancellation).AsTask(),
            OperationKind.Move => store.Ask<IMovingStore>()!.MoveAsync(file, TreePath.From("moved"), Cancellation).AsTask(),
            OperationKind.MakeDirectory => store.Ask<IDirectoryStore>()!.MakeDirectoryAsync(Wanted("e", EntryKind.Directory), Cancellation).AsTask(),
            _ => (Task)store.Ask<IMetadataStore>()!.SetMetadataAsync(file, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Skip, Cancellation).AsTask(),
        });
    }

    /// <summary>Reads a file from its beginning to its end.</summary>
    public static async Task ReadAsync(IStore store, int size, bool readsBack, Action begin)
    {
        var file = (await WriteAsync(store, "old", size)).Entry;
        begin();
        await using var reader = readsBack && store.Ask<IReadbackStore>() is { } back ? await back.OpenReadbackAsync(file, Cancellation) : await store.OpenReadAsync(file, Cancellation);
        while (!(await reader.ReadAsync(new byte[100_000], Cancellation)).IsEnd) { }
        await reader.StatAsync(Cancellation);
    }

    /// <summary>What a table says that it costs.</summary>
    public static RequestCount Of(IRequestTable table, OperationKind kind, int size) => table.ToApply(Share(table, kind, size));

    /// <summary>What a table says that reading costs.</summary>
    public static RequestCount ToRead(IRequestTable table, int size, bool readsBack) => Share(table, OperationKind.Check, size) is var share && readsBack ? table.ToReadBack(share) : table.ToRead(share);

    private static PlanShare Share(IRequestTable table, OperationKind kind, int size) => new(kind, false, false, Math.Max(1, (size + table.PieceSize - 1) / table.PieceSize), 1, size);

    private static Entry Wanted(string name, EntryKind kind) => new() { Path = TreePath.From(name), Kind = kind, Mode = 0x1ED, Mtime = 5 };

    private static async Task<Written> WriteAsync(IStore store, string name, int size, Entry? replaces = null) => await store.WriteAsync(new WriteRequest
    {
        Wanted = Wanted(name, EntryKind.File),
        Content = new BytesReader(Encoding.ASCII.GetBytes(new string('x', size))),
        Replaces = replaces,
        TrashRun = Run,
    }, Cancellation);
}
