using Holdfast.Adapters.Files;
using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.SigningIn;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>How a Google Drive store is opened.</summary>
internal sealed record DriveStoreOptions
{
    /// <summary>What the configuration says of it.</summary>
    public required GoogleDriveSettings Settings { get; init; }

    /// <summary>Where requests go.</summary>
    public GoogleEndpoints Endpoints { get; init; } = GoogleEndpoints.Google;

    /// <summary>Whether anything may ever be written.</summary>
    public bool Writable { get; init; }

    /// <summary>Who we are to other holders of the store's lock.</summary>
    public string Holder { get; init; } = "";

    /// <summary>How long the lock holds without being renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest content that goes up in one request, in bytes.</summary>
    public int SmallUpload { get; init; } = 1 << 20;

    /// <summary>Bytes of one piece of a larger upload: a multiple of 256 KiB, or the server refuses it.</summary>
    public int Piece { get; init; } = 4 << 20;

    /// <summary>Entries of one page of a listing.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>A tree that was listed longer ago is listed anew when everything is asked for; until then it is kept up by the feed of changes.</summary>
    public TimeSpan TreeLasts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A directory in which the list of a Drive is kept for the next process, with its place in the feed of changes; null for not.</summary>
    public string? KeepIn { get; init; }

    /// <summary>A list that was kept and is older than this is not used when everything is asked for.</summary>
    public TimeSpan KeptLasts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A directory for large documents while they are carried.</summary>
    public string Temporary { get; init; } = "/tmp";

    /// <summary>The kernel, for what is kept or put down for a while.</summary>
    public ISystemCalls Calls { get; init; } = new RestartingCalls(LinuxSystemCalls.Instance);

    /// <summary>How long a file whose downloads are used up is left alone.</summary>
    public TimeSpan Parked { get; init; } = TimeSpan.FromHours(6);

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
