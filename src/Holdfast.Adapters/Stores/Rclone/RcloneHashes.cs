using System.Security.Cryptography;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Hashes that remotes tell and we can compute.</summary>
internal static class RcloneHashes
{
    /// <summary>The best first.</summary>
    public static readonly string[] Known = ["sha256", "sha1", "md5"];

    /// <summary>Computes one; null for one we do not know.</summary>
#pragma warning disable CA5350, CA5351 // What the remote tells is not ours to choose.
    public static IncrementalHash? Make(string? hash) => hash switch
    {
        "sha256" => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        "sha1" => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
        "md5" => IncrementalHash.CreateHash(HashAlgorithmName.MD5),
        _ => null,
    };
#pragma warning restore CA5350, CA5351
}
