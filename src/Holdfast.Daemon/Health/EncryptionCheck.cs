using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Would the key of an encrypted store still be there when its backup is needed?</summary>
internal sealed class EncryptionCheck : IHealthCheck
{
    public string Name => "encryption";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var store in context.Config.Stores)
        {
            if (store.Encrypt is not { } encrypt) continue;
            var (opened, _) = await context.Stores.FindAsync(store.Name, cancellation);
            var id = opened?.Ask<IEncryptedStore>()?.Key;
            results.Add(Place(context, store, encrypt) ?? HealthResult.Ok(store.Name, $"is encrypted{(id is null ? "" : $" with key {id}")}; a lost key is a lost backup: its recovery lines belong on paper"));
        }
        return results.Count > 0 ? results : [HealthResult.Ok(null, "no store is encrypted by Holdfast")];
    }

    /// <summary>What is wrong with where the key lies; null for nothing.</summary>
    private static HealthResult? Place(HealthContext context, StoreConfig store, EncryptConfig encrypt)
    {
        const string Advice = "print the key with 'holdfast key show-recovery FILE' and keep it elsewhere";
        if (encrypt.Key.Place != SecretPlace.File || Holding(context, encrypt.Key.Value) is not { } holding) return null;
        if (holding.Encrypt is not null) return HealthResult.Error(store.Name, $"its key lies in {holding.Name}, which is encrypted itself: whoever loses one loses both", Advice);
        var carriers = context.Config.Jobs.Where(job => job.From == holding.Name && job.WritesDestinations).SelectMany(job => job.To).Distinct(StringComparer.Ordinal).ToArray();
        if (carriers.Length == 0 || carriers.Any(name => context.Config.FindStore(name)?.Encrypt is null)) return null;
        return HealthResult.Warning(store.Name, $"its key lies in {holding.Name}, of which there are encrypted copies alone: should {holding.Name} be lost, nothing opens them", Advice);
    }

    /// <summary>The store of this machine in which a file lies.</summary>
    private static StoreConfig? Holding(HealthContext context, string file)
    {
        var place = context.Paths.Resolve(file).Path;
        return context.Config.Stores.Where(one => one.Path is not null).FirstOrDefault(one => place.StartsWith(context.Paths.Resolve(one.Path!).Path.TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
