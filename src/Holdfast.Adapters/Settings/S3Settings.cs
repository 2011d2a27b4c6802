namespace Holdfast.Adapters.Settings;

/// <summary>An S3 store as the configuration describes it.</summary>
public sealed record S3Settings
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with; empty for the whole bucket.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whose endpoint names are used, <c>aws</c> or <c>scaleway</c>; null for AWS, or for nobody's when there is an endpoint.</summary>
    public string? Provider { get; init; }

    /// <summary>The region; null where the endpoint alone matters.</summary>
    public string? Region { get; init; }

    /// <summary>The server's URL; null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether the bucket stands in the path; null to choose by the endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Gives key and secret; null for the usual places (environment, profile, the machine's role).</summary>
    public Func<CancellationToken, ValueTask<(string AccessKey, string SecretKey)>>? Keys { get; init; }

    /// <summary>Storage class of what is written; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary><c>AES256</c> or <c>aws:kms</c>; null for the bucket's own.</summary>
    public string? Encryption { get; init; }

    /// <summary>Key of the encryption; null for the account's own.</summary>
    public string? EncryptionKey { get; init; }

    /// <summary>Whether SHA-256 of each body is sent for the server to check.</summary>
    public bool SendsChecksums { get; init; } = true;

    /// <summary>Requests under way at once.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Bytes of a part; larger files go up in parts.</summary>
    public long PartSize { get; init; } = 8 << 20;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }
}
