using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <content>Single things in the trash.</content>
public sealed partial class LocalStore
{
    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation) =>
        ValueTask.FromResult(Do<IContentReader>(trashPath, () => _tree.Own.TryOpen() is null
            ? throw new StoreException(_tree.Name, trashPath, StoreFault.NotFound, "the trash does not keep it")
            : LocalContentReader.Open(_tree.OfTrash(), new Entry { Path = trashPath, Kind = EntryKind.File }, false), cancellation));

    /// <inheritdoc/>
    public async ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation) =>
        await Change(trashPath, () => _tree.Own.TryOpen() is not null && _trash.Drop(trashPath), cancellation);
}
