using System.Runtime.CompilerServices;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Tries a store out: whether it can be reached, read and written, and what it finds out about itself.</summary>
/// <param name="config">The configuration.</param>
/// <param name="open">Opens stores.</param>
public sealed class StoreTester(HoldfastConfig config, StoreOpening open)
{
    /// <summary>Tries one, and tells each thing as it is known. A store that some job writes is written to, in its own directory, and left as it was.</summary>
    public async IAsyncEnumerable<CheckRow> TestAsync(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var isWritten = config.Jobs.Any(job => job.Store == name || (job.WritesDestinations && job.To.Contains(name)));
        IStore? store = null;
        StoreException? problem = null;
        try { store = await open(name, isWritten, cancellation); }
        catch (StoreException e) { problem = e; }
        if (store is null)
        {
            yield return HealthResult.Error(name, $"cannot be used: {problem!.Cause}").ToRow("reach");
            yield break;
        }
        await using var opened = store;
        yield return await ReadAsync(store, cancellation);
        if (store.Ask<IEncryptedStore>() is { } encrypted)
            yield return HealthResult.Ok(name, $"is encrypted with key {encrypted.Key}, names {(encrypted.HidesNames ? "too" : "as they are")}; without that key nothing in it can be read").ToRow("encryption");
        if (!isWritten || store.Ask<IProbingStore>() is not { } probing) yield break;
        await foreach (var found in probing.ProbeAsync(cancellation)) yield return Row(name, found);
    }

    private static async Task<CheckRow> ReadAsync(IStore store, CancellationToken cancellation)
    {
        try
        {
            return (await store.StatAsync(TreePath.Root, cancellation) is null ? HealthResult.Error(store.Facts.Name, "its root directory cannot be looked at")
                : HealthResult.Ok(store.Facts.Name, $"is there and can be read ({store.Facts.Location})")).ToRow("reach");
        }
        catch (StoreException e) { return HealthResult.Error(store.Facts.Name, e.Cause).ToRow("reach"); }
    }

    private static CheckRow Row(string name, Finding found) => new HealthResult(
        found.Severity switch { Severity.Error => HealthLevel.Error, Severity.Warning => HealthLevel.Warning, _ => HealthLevel.Ok }, name, found.Message, found.Advice).ToRow(found.Code);
}
