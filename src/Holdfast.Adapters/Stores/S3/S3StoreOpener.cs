using System.Security.Cryptography;
using Holdfast.Adapters.Settings;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Opens a store as the configuration describes it.</summary>
internal static class S3StoreOpener
{
    /// <summary>Opens it.</summary>
    /// <exception cref="StoreException">The settings make no sense together, or the store cannot be used.</exception>
    public static async ValueTask<IStore> OpenAsync(string name, bool writable, S3Settings s3, StoreSeal? seal, string holder, Action<string>? note, TimeProvider time, CancellationToken cancellation)
    {
        S3Endpoint endpoint;
        try { endpoint = S3Endpoint.Of(s3.Provider, s3.Endpoint, s3.Region, s3.PathStyle); }
        catch (ArgumentException e) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Message, e); }
        var keys = s3.Keys is null ? ((string AccessKey, string SecretKey)?)null : await s3.Keys(cancellation);
        return await S3Store.OpenAsync(name, new S3StoreOptions
        {
            Bucket = s3.Bucket,
            Prefix = s3.Prefix.Trim('/'),
            Endpoint = endpoint,
            Keys = keys is { } pair ? new S3Keys(pair.AccessKey, pair.SecretKey, null) : null,
            StorageClass = s3.StorageClass,
            Encryption = s3.Encryption,
            EncryptionKey = s3.EncryptionKey,
            SendsChecksums = s3.SendsChecksums,
            Parallel = s3.Parallel,
            PartSize = (int)s3.PartSize,
            BytesPerSecond = s3.Bandwidth,
            Holder = holder,
            Writable = writable,
            Seal = seal,
#pragma warning disable RS0030 // Identities must be unlike all others there ever were.
            NewId = Guid.NewGuid,
#pragma warning restore RS0030
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Time = time,
            Note = note,
        }, cancellation);
    }
}
