using Holdfast.Adapters.Networking;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>How an S3 store is opened.</summary>
internal sealed record S3StoreOptions
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with, without a slash at either end; empty for the whole bucket.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where requests go, and how they are signed.</summary>
    public required S3Endpoint Endpoint { get; init; }

    /// <summary>Key and secret; null for the usual places (environment, profile, the machine's role).</summary>
    public S3Keys? Keys { get; init; }

    /// <summary>Storage class of what is written; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Server-side encryption asked for, <c>AES256</c> or <c>aws:kms</c>; null for the bucket's own.</summary>
    public string? Encryption { get; init; }

    /// <summary>Key of the server-side encryption; null for the account's own.</summary>
    public string? EncryptionKey { get; init; }

    /// <summary>Whether SHA-256 of each body is sent for the server to check.</summary>
    public bool SendsChecksums { get; init; } = true;

    /// <summary>Calls in flight at once.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Bytes a second to and from the store; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Size of a part; files that are larger go up in parts.</summary>
    public int PartSize { get; init; } = 8 << 20;

    /// <summary>The largest object the server copies in one call.</summary>
    public long LargestCopy { get; init; } = 5L << 30;

    /// <summary>Bytes of content held in memory by all writes together.</summary>
    public long Memory { get; init; } = 32 << 20;

    /// <summary>Who we are to other holders of the store's lock: whoever bears this name is the only process of that name at a time.</summary>
    public string Holder { get; init; } = "";

    /// <summary>How long the lock holds without being renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Uploads in parts that were begun longer ago are given up.</summary>
    public TimeSpan UploadsKeptFor { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Whether anything may ever be written.</summary>
    public bool Writable { get; init; }

    /// <summary>How patient it is with the network.</summary>
    public NetworkRules Rules { get; init; } = NetworkRules.Default;

    /// <summary>How what lies in it is encrypted, for its marker; null for not.</summary>
    public StoreSeal? Seal { get; init; }

    /// <summary>Makes identities.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Chance for waits.</summary>
    public required Random Random { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Carries requests; null for the machine's network. Tests put faults in its place.</summary>
    public Func<HttpMessageHandler>? Transport { get; init; }

    /// <summary>Told of what is tried again.</summary>
    public Action<string>? Note { get; init; }
}
