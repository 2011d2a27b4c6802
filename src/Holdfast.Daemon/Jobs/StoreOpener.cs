using Holdfast.Adapters;
using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Sealing;
using Holdfast.Adapters.Settings;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.SigningIn;
using Holdfast.Daemon.Timing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Opens configured stores for a job.</summary>
/// <param name="config">The configuration.</param>
/// <param name="time">The clock.</param>
/// <param name="holder">Who we are to others that lock a store over a network; empty for nobody.</param>
/// <param name="note">Told, with the store's name, what is worth a line in the log; null for nobody.</param>
/// <param name="databases">Copies databases of sources that are in use; null when their files are read as they are.</param>
public sealed class StoreOpener(HoldfastConfig config, TimeProvider time, string holder = "", Action<string, string>? note = null, IDatabaseCapture? databases = null)
{
    /// <summary>Name of the directory for lists of Drives in the state directory.</summary>
    public const string ListsName = "drives";

    private readonly GrantBook _grants = new(config.StateDirectory);
    private readonly SecretReader _secrets = new(new SystemPathResolver(), Environment.GetEnvironmentVariable, config.IsPrivileged, time);
    private readonly RcloneFinder _rclone = new(new SystemPathResolver(), Environment.GetEnvironmentVariable, config.IsPrivileged, new SystemAccounts());

    /// <summary>A directory of ours for what is needed for a while; null for the system's.</summary>
    public string? Temporary { get; init; }

    /// <summary>A directory of ours for the lists of Drives, which spare listing them at each start; null for none.</summary>
    public string? Lists { get; init; }

    /// <summary>Opens a store by its name; the caller disposes it.</summary>
    /// <exception cref="StoreException">It is not there or cannot be opened.</exception>
    public ValueTask<IStore> OpenAsync(string name, JobConfig? job, bool writable, CancellationToken cancellation) => OpenAsync(name, job, writable, null, cancellation);

    /// <summary>Opens the store a job reads what it carries from; the caller disposes it.</summary>
    /// <exception cref="StoreException">It is not there or cannot be opened.</exception>
    public ValueTask<IStore> OpenSourceAsync(string name, JobConfig job, CancellationToken cancellation) => OpenAsync(name, job, false, databases, cancellation);

    /// <summary>Opens a directory of this machine that no configuration names, to be written; the caller disposes it.</summary>
    /// <exception cref="StoreException">It is not there or cannot be opened.</exception>
    public ValueTask<IStore> OpenDirectoryAsync(string path, CancellationToken cancellation) =>
        StoreCatalog.OpenAsync(new StoreSettings { Name = path, Kind = "local", Path = path, Writable = true }, time, cancellation);

    private async ValueTask<IStore> OpenAsync(string name, JobConfig? job, bool writable, IDatabaseCapture? captures, CancellationToken cancellation)
    {
        var store = config.FindStore(name) ?? throw new JobException($"there is no store '{name}' in {config.File}");
        var opened = await StoreCatalog.OpenAsync(SettingsOf(store, job, writable) with { Databases = store.Databases == DatabaseRule.Whole ? captures : null }, time, cancellation);
        return !writable && job?.From == name && job.Bandwidth.Count > 0 ? new PacedStore(opened, new Pace([.. job.Bandwidth.Select(PaceShape.Read).OfType<PaceLimit>()], config.TimeZone, time)) : opened;
    }

    private S3Settings S3Of(string name, S3Config s3) => new()
    {
        Bucket = s3.Bucket,
        Prefix = s3.Prefix,
        Provider = s3.Provider,
        Region = s3.Region,
        Endpoint = s3.Endpoint,
        PathStyle = s3.PathStyle,
        Keys = s3 is { AccessKey: { } access, SecretKey: { } secret } ? cancellation => KeysAsync(name, access, secret, cancellation) : null,
        StorageClass = s3.StorageClass,
        Encryption = s3.Encryption,
        EncryptionKey = s3.EncryptionKey,
        SendsChecksums = s3.SendsChecksums,
        Parallel = s3.Parallel,
        PartSize = s3.PartSize,
        Bandwidth = s3.Bandwidth,
    };

    private static SftpSettings SftpOf(SftpConfig sftp) => new()
    {
        Host = sftp.Host,
        Path = sftp.Path,
        User = sftp.User,
        Port = sftp.Port,
        Identity = sftp.Identity,
        ConfigFile = sftp.ConfigFile,
        TakesNewHosts = sftp.HostKey == HostKeyRule.New,
        Parallel = sftp.Parallel,
        Connections = sftp.Connections,
        Syncs = sftp.Syncs,
        RunsCommands = sftp.RunsCommands,
        Bandwidth = sftp.Bandwidth,
    };

    private GoogleDriveSettings DriveOf(string name, DriveConfig drive, JobConfig? job)
    {
        var settings = new GoogleDriveSettings
        {
            Client = cancellation => ClientAsync(name, drive.Client, cancellation),
            Grant = cancellation => _grants.ReadAsync(name, cancellation),
            Account = drive.Account,
            Endpoint = drive.Endpoint,
            Root = drive.Root,
            SharedDrive = drive.SharedDrive,
            IsSharedWithMe = drive.IsSharedWithMe,
            FollowsShortcuts = drive.FollowsShortcuts,
            Parallel = drive.Parallel,
            Rate = drive.Rate,
            Poll = drive.Poll,
            LookBack = drive.LookBack,
            Bandwidth = drive.Bandwidth,
            KeepIn = Lists,
        };
        // Who wants everything seen anew so often, wants it so after a start as well.
        if (job is not null) settings = settings with { KeptLasts = job.Rescan };
        return drive.Exports.Count == 0 ? settings : settings with { Exports = drive.Exports };
    }

    private async ValueTask<IReadOnlyList<SealKey>> SealKeysAsync(string name, EncryptConfig encrypt, CancellationToken cancellation)
    {
        var keys = new List<SealKey>();
        foreach (var secret in encrypt.OldKeys.Prepend(encrypt.Key))
        {
            try
            {
                var text = await _secrets.ReadAllAsync(secret, cancellation);
                var passphrase = encrypt.Passphrase is { } kept && KeyFile.NeedsPassphrase(text) ? await _secrets.ReadAsync(kept, cancellation) : null;
                keys.Add(KeyFile.Read(text, passphrase));
            }
            catch (SecretException e) { throw new StoreException(name, TreePath.Root, StoreFault.Refused, $"the key cannot be had: {e.Message}; without it nothing there can be read", e); }
            catch (SealException e) { throw new StoreException(name, TreePath.Root, StoreFault.Refused, $"the key cannot be had: {secret}: {e.Message}", e); }
        }
        return keys;
    }

    private async ValueTask<string> ClientAsync(string name, Secret client, CancellationToken cancellation)
    {
        try { return await _secrets.ReadAllAsync(client, cancellation); }
        catch (SecretException e) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Message, e); }
    }

    private async ValueTask<(string AccessKey, string SecretKey)> KeysAsync(string name, Secret access, Secret secret, CancellationToken cancellation)
    {
        try { return (await _secrets.ReadAsync(access, cancellation), await _secrets.ReadAsync(secret, cancellation)); }
        catch (SecretException e) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Message, e); }
    }

    private RcloneSettings RcloneOf(string name, RcloneConfig rclone)
    {
        var found = _rclone.Find(name, rclone);
        return new RcloneSettings
        {
            Remote = rclone.Remote,
            Program = found.Program,
            ConfigFile = found.ConfigFile,
            Password = rclone.Password is { } password ? cancellation => PasswordAsync(name, password, cancellation) : null,
            Parallel = rclone.Parallel,
            Bandwidth = rclone.Bandwidth,
        };
    }

    private async ValueTask<string> PasswordAsync(string name, Secret password, CancellationToken cancellation)
    {
        try { return await _secrets.ReadAsync(password, cancellation); }
        catch (SecretException e) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Message, e); }
    }

    private StoreSettings SettingsOf(StoreConfig store, JobConfig? job, bool writable) => new()
    {
        Name = store.Name,
        Kind = store.KindWord,
        Path = store.Path,
        S3 = store.S3 is { } s3 ? S3Of(store.Name, s3) : null,
        Sftp = store.Sftp is { } sftp ? SftpOf(sftp) : null,
        GoogleDrive = store.Drive is { } drive ? DriveOf(store.Name, drive, job) : null,
        Encrypt = store.Encrypt is { } encrypt ? new EncryptSettings { Keys = cancellation => SealKeysAsync(store.Name, encrypt, cancellation), Names = encrypt.Names } : null,
        Rclone = store.Rclone is { } rclone ? RcloneOf(store.Name, rclone) : null,
        Holder = holder,
        Note = note is null ? null : text => note(store.Name, text),
        Writable = writable,
        Mounts = job is null ? store.Mounts : HoldfastConfig.MountsOf(job, store),
        Temporary = Temporary,
    };
}
