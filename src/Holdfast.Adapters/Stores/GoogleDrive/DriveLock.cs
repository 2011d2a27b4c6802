using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// The lock of a store: a file in <c>.holdfast</c> that says who holds it and until when, renewed while it is held. Drive knows no
/// conditions, so whoever wants it puts a file of his own there, looks at all of them, and holds it when his is the oldest that is alive;
/// otherwise he takes his away again.
/// </summary>
internal sealed class DriveLock : IAsyncDisposable
{
    private const string Name = "lock";
    private const string Holder = "hf-holder";
    private const string Until = "hf-until";
    private const int LongestHolder = 40;
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock");

    private readonly DriveService _service;
    private readonly RemoteLease _lease;
    private readonly string _id;

    private DriveLock(DriveService service, RemoteLease lease, string id) => (_service, _lease, _id) = (service, lease, id);

    /// <summary>Takes the lock; null when somebody else holds it.</summary>
    public static async ValueTask<DriveLock?> TryTakeAsync(string store, DriveView view, DriveOwn own, DriveStoreOptions options, CancellationToken cancellation)
    {
        if (RemoteLease.TryBegin(store, $"{options.Endpoints.Api}|{view.Place.RootNode.Id}", options.Time, options.Lease) is not { } lease) return null;
        DriveLock? held = null;
        try { return held = await TryTakeAsync(view, own, options, lease, cancellation); }
        finally
        {
            if (held is null) lease.Dispose();
        }
    }

    /// <summary>Throws when the lock is lost or its time has run out.</summary>
    public void Check(TreePath path) => _lease.Check(path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (await _lease.EndAsync())
        {
            try { await _service.RemoveAsync(_id, Shown, CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        _lease.Dispose();
    }

    private static async ValueTask<DriveLock?> TryTakeAsync(DriveView view, DriveOwn own, DriveStoreOptions options, RemoteLease lease, CancellationToken cancellation)
    {
        var service = view.Service;
        var folder = await own.MakeAsync(cancellation);
        var asked = options.Time.GetTimestamp();
        var id = (await service.IdsAsync(1, cancellation))[0];
        await service.MakeAsync(new JsonObject { ["id"] = id, ["name"] = Name, ["parents"] = new JsonArray(folder), ["appProperties"] = Words(options, lease) }, Shown, cancellation);
        var all = await service.NamedAsync(folder, Name, view.Place.Drive, Shown, cancellation);
        var first = all.Where(file => file.Id == id || IsAlive(file, options)).OrderBy(file => file.Created).ThenBy(file => file.Id, StringComparer.Ordinal).FirstOrDefault();
        if (first?.Id != id)
        {
            await service.RemoveAsync(id, Shown, cancellation);
            return null;
        }
        // Those that ran out are nobody's.
        foreach (var file in all.Where(file => file.Id != id && !IsAlive(file, options))) await service.RemoveAsync(file.Id, Shown, cancellation);
        lease.Hold(asked, async token =>
        {
            try { await service.PatchAsync(id, new JsonObject { ["appProperties"] = Words(options, lease) }, null, Shown, token); }
            catch (StoreException e) when (e.Fault == StoreFault.NotFound) { return false; }
            return true;
        });
        return new DriveLock(service, lease, id);
    }

    // One that says nothing that is understood holds as long as one of ours would.
    private static bool IsAlive(DriveFile file, DriveStoreOptions options)
    {
        if (options.Holder.Length > 0 && file.Words.GetValueOrDefault(Holder) == Short(options.Holder)) return false;
        var until = DateTimeOffset.TryParse(file.Words.GetValueOrDefault(Until), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var told) ? told : file.Created + options.Lease;
        return until > options.Time.GetUtcNow();
    }

    private static JsonObject Words(DriveStoreOptions options, RemoteLease lease) => new() { [Holder] = Short(options.Holder), [Until] = lease.Until.ToString("O", CultureInfo.InvariantCulture) };

    // A property has 124 bytes at most.
    private static string Short(string holder) => holder.Length <= LongestHolder ? holder : holder[..LongestHolder];
}
