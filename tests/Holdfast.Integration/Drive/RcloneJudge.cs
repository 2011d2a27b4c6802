using System.Security.Cryptography;
using System.Text;
using Holdfast.Integration.Hostile;

namespace Holdfast.Integration.Drive;

/// <summary>What rclone, which knows nothing of us, finds in a bucket.</summary>
internal static class RcloneJudge
{
    /// <summary>Whether it is installed.</summary>
    public static bool IsHere => Shell.Try("rclone version").Code == 0;

    /// <summary>Every file below a prefix but what is the store's own: name, size and hash, in order.</summary>
    /// <param name="endpoint">Where the server answers.</param>
    /// <param name="accessKey">The key.</param>
    /// <param name="secretKey">The secret.</param>
    /// <param name="place">The bucket, and the prefix in it.</param>
    /// <param name="config">A configuration that is not there.</param>
    public static string[] Listed(string endpoint, string accessKey, string secretKey, string place, string config)
    {
        var remote = $":s3,provider=Ceph,list_version=1,endpoint='{endpoint}',access_key_id={accessKey},secret_access_key={secretKey}:{place}";
        return Shell.Run("env -i PATH=\"$PATH\" rclone --config \"$2\" lsf -R --files-only --fast-list --format psh --hash MD5 --exclude '/.holdfast/**' \"$1\"", remote, config)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(';', StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
    }

    /// <summary>What it must find.</summary>
    public static string[] Wanted(IReadOnlyDictionary<string, string> files) =>
        [.. files.Select(pair => $"{pair.Key};{pair.Value.Length};{Convert.ToHexStringLower(Md5(pair.Value))}").Order(StringComparer.Ordinal)];

#pragma warning disable CA5351 // It is what the servers tell of an object, and nothing is kept safe by it.
    private static byte[] Md5(string content) => MD5.HashData(Encoding.UTF8.GetBytes(content));
#pragma warning restore CA5351
}
