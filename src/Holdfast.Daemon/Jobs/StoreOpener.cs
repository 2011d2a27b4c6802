using Holdfast.Adapters;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Opens configured stores for a job.</summary>
public sealed class StoreOpener(HoldfastConfig config, TimeProvider time)
{
    /// <summary>Opens a store by its name; the caller disposes it.</summary>
    /// <exception cref="StoreException">It is not there or cannot be opened.</exception>
    public ValueTask<IStore> OpenAsync(string name, JobConfig? job, bool writable, CancellationToken cancellation)
    {
        var store = config.FindStore(name) ?? throw new JobException($"there is no store '{name}' in {config.File}");
        return StoreCatalog.OpenAsync(SettingsOf(store, job, writable), time, cancellation);
    }

    private static StoreSettings SettingsOf(StoreConfig store, JobConfig? job, bool writable) => new()
    {
        Name = store.Name,
        Kind = store.Kind switch { StoreKind.Memory => "memory", _ => "local" },
        Path = store.Path,
        Writable = writable,
        Mounts = job is null ? store.Mounts : HoldfastConfig.MountsOf(job, store),
    };
}
