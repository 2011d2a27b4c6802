namespace Holdfast.Daemon.Configuration;

/// <summary>What only stores of kind <c>s3</c> have.</summary>
public sealed record S3Config
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with; empty for the whole bucket.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whose endpoint names are used; null when an endpoint says it all, or for AWS.</summary>
    public string? Provider { get; init; }

    /// <summary>The region; null where only the endpoint matters.</summary>
    public string? Region { get; init; }

    /// <summary>The server's URL; null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether the bucket stands in the path; null to choose by the endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>The account's key; null for the usual places.</summary>
    public Secret? AccessKey { get; init; }

    /// <summary>The account's secret; null for the usual places.</summary>
    public Secret? SecretKey { get; init; }

    /// <summary>Storage class of what is written; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Server-side encryption asked for; null for the bucket's own.</summary>
    public string? Encryption { get; init; }

    /// <summary>Key of that encryption; null for the account's own.</summary>
    public string? EncryptionKey { get; init; }

    /// <summary>Whether SHA-256 of each body is sent for the server to check.</summary>
    public bool SendsChecksums { get; init; } = true;

    /// <summary>Requests under way at once.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Bytes of a part.</summary>
    public long PartSize { get; init; } = 8 << 20;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Where it is, for people.</summary>
    public string Location => $"s3://{Bucket}/{Prefix}";

    /// <summary>Whether two of them may hold the same objects: the same bucket, and one prefix in the other.</summary>
    public bool Overlaps(S3Config other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Bucket == other.Bucket && Endpoint == other.Endpoint && Region == other.Region && (Below(Prefix, other.Prefix) || Below(other.Prefix, Prefix));
    }

    private static bool Below(string inner, string outer) => outer.Trim('/').Length == 0 || (inner.Trim('/') + "/").StartsWith(outer.Trim('/') + "/", StringComparison.Ordinal);
}
