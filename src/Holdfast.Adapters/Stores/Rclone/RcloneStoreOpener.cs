using System.Collections;
using System.Security.Cryptography;
using Holdfast.Adapters.Settings;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Opens a store as the configuration describes it.</summary>
internal static class RcloneStoreOpener
{
    /// <summary>Opens it.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static async ValueTask<IStore> OpenAsync(string name, bool writable, RcloneSettings rclone, StoreSeal? seal, string holder, Action<string>? note, TimeProvider time, CancellationToken cancellation)
    {
        return await RcloneStore.OpenAsync(name, new RcloneStoreOptions
        {
            Settings = rclone,
            Reach = RcloneHosts.Take,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
            Seal = seal,
            Holder = holder,
            Writable = writable,
#pragma warning disable RS0030 // Identities must be unlike all others there ever were.
            NewId = Guid.NewGuid,
#pragma warning restore RS0030
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Time = time,
            Note = note,
        }, cancellation);
    }
}
