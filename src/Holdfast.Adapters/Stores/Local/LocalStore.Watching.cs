using Holdfast.Adapters.Files;
using Holdfast.Adapters.Files.Watching;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <content>Watching for changes. A watcher is disposed before its store.</content>
public sealed partial class LocalStore : IWatchingStore
{
    /// <inheritdoc/>
    public async ValueTask<IStoreWatcher> WatchAsync(FilterSet filters, CancellationToken cancellation)
    {
        try
        {
            return new DatabaseWatcher(await InotifyWatcher.StartAsync(_tree.Root, filters, _tree.Time, cancellation));
        }
        catch (SystemCallException failure)
        {
            var advice = failure is { Call: "inotify_init1", Error: Errno.EMFILE } ? ": raise fs.inotify.max_user_instances" : "";
            throw new StoreException(_tree.Name, failure.Path, StoreFault.Transient, $"{failure.Call}: {Errno.Describe(failure.Error)}{advice}", failure);
        }
    }
}
