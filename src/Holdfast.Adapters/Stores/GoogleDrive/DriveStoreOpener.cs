using System.Security.Cryptography;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.SigningIn;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Opens a store as the configuration describes it.</summary>
internal static class DriveStoreOpener
{
    /// <summary>Opens it.</summary>
    /// <exception cref="StoreException">The settings make no sense together, or the store cannot be used.</exception>
    public static async ValueTask<IStore> OpenAsync(string name, bool writable, GoogleDriveSettings settings, StoreSeal? seal, string holder, string temporary, Action<string>? note, TimeProvider time, CancellationToken cancellation)
    {
        GoogleEndpoints endpoints;
        try { endpoints = GoogleEndpoints.Of(settings.Endpoint); }
        catch (ArgumentException e) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Message, e); }
        return await DriveStore.OpenAsync(name, new DriveStoreOptions
        {
            Settings = settings,
            Endpoints = endpoints,
            Writable = writable,
            Seal = seal,
            Holder = holder,
            Temporary = temporary,
            KeepIn = settings.KeepIn,
            KeptLasts = settings.KeptLasts,
#pragma warning disable RS0030 // Identities must be unlike all others there ever were.
            NewId = Guid.NewGuid,
#pragma warning restore RS0030
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Time = time,
            Note = note,
        }, cancellation);
    }
}
