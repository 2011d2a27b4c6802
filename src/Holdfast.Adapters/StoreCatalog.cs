using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Adapters.Stores.Sealed;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters;

/// <summary>A store as the configuration describes it.</summary>
public sealed record StoreSettings
{
    /// <summary>Its name in the configuration; for <c>memory</c> also the name of what it lies on.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, one of <see cref="StoreCatalog.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is: an absolute path for <c>local</c>, nothing for <c>memory</c> and for kinds with settings of their own.</summary>
    public string? Path { get; init; }

    /// <summary>What only stores of kind <c>s3</c> have.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>What only stores of kind <c>sftp</c> have.</summary>
    public SftpSettings? Sftp { get; init; }

    /// <summary>What only stores of kind <c>google-drive</c> have.</summary>
    public GoogleDriveSettings? GoogleDrive { get; init; }

    /// <summary>How what is kept in it is encrypted before it gets there; null for not. A store of any kind can be.</summary>
    public EncryptSettings? Encrypt { get; init; }

    /// <summary>What the store's marker says, or shall say, of that.</summary>
    internal StoreSeal? Seal { get; init; }
    /// <summary>What only stores of kind <c>rclone</c> have.</summary>
    public RcloneSettings? Rclone { get; init; }

    /// <summary>Who we are to others that lock a store over a network: only one process at a time bears this name. Empty for nobody.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Told of what is worth a line in the log, such as requests that are tried again.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Whether walks enter other file systems mounted inside.</summary>
    public MountRule Mounts { get; init; }

    /// <summary>A directory for files that are needed for a while; null for the system's.</summary>
    public string? Temporary { get; init; }

    /// <summary>Copies databases that are in use, where whole ones are wanted of a <c>local</c> source; null where their files are read as they are.</summary>
    public IDatabaseCapture? Databases { get; init; }

    /// <summary>Whether anything may ever be written in it; a source is opened without.</summary>
    public bool Writable { get; init; }
}

/// <summary>The kinds of stores there are: the only place that names them all.</summary>
public static class StoreCatalog
{
    private const string SystemTemporary = "/tmp";

    private delegate ValueTask<IStore> Opener(StoreSettings settings, TimeProvider time, CancellationToken cancellation);

    private static readonly SortedDictionary<string, Opener> Openers = new(StringComparer.Ordinal)
    {
        ["google-drive"] = static async (settings, time, cancellation) => await DriveStoreOpener.OpenAsync(settings.Name, settings.Writable, settings.GoogleDrive!, settings.Seal, settings.Holder, settings.Temporary ?? SystemTemporary, settings.Note, time, cancellation),
        ["local"] = static (settings, time, _) => ValueTask.FromResult<IStore>(LocalStore.Open(settings.Name, settings.Path!, new LocalStoreOptions { Writable = settings.Writable, Mounts = settings.Mounts, Databases = settings.Databases, Seal = settings.Seal, SpillDirectory = settings.Temporary ?? SystemTemporary, Time = time })),
        ["rclone"] = static async (settings, time, cancellation) => await RcloneStoreOpener.OpenAsync(settings.Name, settings.Writable, settings.Rclone!, settings.Seal, settings.Holder, settings.Note, time, cancellation),
        ["s3"] = static async (settings, time, cancellation) => await S3StoreOpener.OpenAsync(settings.Name, settings.Writable, settings.S3!, settings.Seal, settings.Holder, settings.Note, time, cancellation),
        ["sftp"] = static async (settings, time, cancellation) => await SftpStoreOpener.OpenAsync(settings.Name, settings.Writable, settings.Sftp!, settings.Seal, settings.Holder, settings.Note, time, cancellation),
        ["memory"] = static (settings, time, _) => ValueTask.FromResult<IStore>(new MemoryStore(settings.Name, MemoryDisk.Shared(settings.Name, time), seal: settings.Seal)),
    };

    /// <summary>The kinds a configuration can name, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Kinds => Openers.Keys;

    /// <summary>How many requests a kind of store needs for what a run does; null for kinds whose requests are not counted.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="partSize">Bytes of the parts in which large files go up, where that can be chosen; null for the usual.</param>
    public static IRequestTable? Requests(string kind, long? partSize = null) => kind switch
    {
        "s3" => new S3Requests(partSize ?? new S3Settings { Bucket = "" }.PartSize),
        "google-drive" => new DriveRequests(),
        _ => null,
    };

    /// <summary>Opens a store.</summary>
    /// <param name="settings">What the configuration says of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    /// <exception cref="StoreException">It could not be opened.</exception>
    public static async ValueTask<IStore> OpenAsync(StoreSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!Openers.TryGetValue(settings.Kind, out var open))
            throw new ArgumentException($"store '{settings.Name}': there is no kind '{settings.Kind}'; expected one of {string.Join(", ", Kinds)}", nameof(settings));
        if (settings.Encrypt is not { } encrypt) return await open(settings, time, cancellation);
        var keys = await encrypt.Keys(cancellation);
        var inner = await open(settings with { Seal = new StoreSeal(keys[^1].Id, encrypt.Names) }, time, cancellation);
        return new SealedStore(inner, new SealedStoreOptions { Keys = keys, Names = encrypt.Names, SpillDirectory = settings.Temporary ?? SystemTemporary });
    }
}
