using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>
/// Makes records of settings. Stores and jobs whose kind is unknown are left out; other fields that could not be read
/// have their record's own default, so that validation can go on; such a configuration is never handed out.
/// </summary>
internal sealed class ConfigBuilder(SettingsMap settings, string file, string stateDirectory, Func<JobFilters, FilterSet> filters)
{
    /// <summary>Makes the whole.</summary>
    public HoldfastConfig Build() => new()
    {
        File = file,
        StateDirectory = stateDirectory,
        Stores = [.. settings.Names("stores").Select(Store).OfType<StoreConfig>()],
        Jobs = [.. settings.Names("jobs").Select(Job).OfType<JobConfig>()],
        TimeZone = settings.Value<string>("timezone") is { } zone ? ZoneShape.Zone(zone)! : TimeZoneInfo.Local,
        TempDirectory = settings.Value<string>("temp-dir"),
        LogFile = settings.Value<string>("log-file"),
        LogFormat = settings.Choice<LogFileFormat>("log-format") ?? default,
        LogKeep = settings.Number<TimeSpan>("log-keep") ?? default,
        Reports = new ReportsConfig(settings.Value<string>("reports.directory") ?? "", settings.Number<TimeSpan>("reports.keep") ?? default),
        Server = Server(),
        Notifications = new AlertBuilder(settings).Notifications(),
        Hooks = new AlertBuilder(settings).Hooks(),
        Watchdog = new AlertBuilder(settings).Watchdog(),
        Collector = settings.Value<Uri>("telemetry.otlp"),
        Priority = new ProcessPriority(settings.Number<int>("nice"), settings.Value<string>("io-priority") is { } io ? ProcessPriority.ReadIo(io) : null),
        Settings = settings,
    };

    private ServerConfig Server() => new()
    {
        Listen = settings.Value<ListenAddress>("server.listen") ?? ListenAddress.Off,
        Hosts = settings.Texts("server.hosts"),
        Https = settings.Choice<HttpsRule>("server.https") ?? default,
        Certificate = settings.Value<string>("server.certificate"),
        Key = settings.Value<string>("server.key"),
        Insecure = settings.Number<bool>("server.insecure") ?? false,
        AuditKeep = settings.Number<TimeSpan>("server.audit-keep") ?? default,
        AuditMost = settings.Number<int>("server.audit-max") ?? default,
    };

    private StoreConfig? Store(NamedSection named)
    {
        var at = $"stores.{named.Name}.";
        if (settings.Choice<StoreKind>(at + "kind") is not { } kind) return null;
        return new StoreConfig
        {
            Name = named.Name,
            Kind = kind,
            Path = kind == StoreKind.Local ? settings.Value<string>(at + "path") : null,
            Sftp = kind == StoreKind.Sftp ? Sftp(at) : null,
            S3 = kind == StoreKind.S3 ? S3(at) : null,
            Drive = kind == StoreKind.GoogleDrive ? Drive(at) : null,
            Encrypt = Encrypt(at + "encrypt."),
            Rclone = kind == StoreKind.Rclone ? Rclone(at) : null,
            Prices = Prices(at + "prices."),
            Mounts = settings.Choice<MountRule>(at + "mounts") ?? default,
            Databases = settings.Choice<DatabaseRule>(at + "databases") ?? default,
            Watch = settings.Number<bool>(at + "watch") ?? (kind is StoreKind.Local or StoreKind.GoogleDrive && settings.Number<bool>(at + "removable") is not true),
            Trash = new TrashRules(settings.Number<TimeSpan>(at + "trash.keep") ?? TrashRules.Default.Keep, settings.Number<double>(at + "trash.max") ?? TrashRules.Default.MaxPercent),
            Removable = settings.Number<bool>(at + "removable") ?? false,
            MaxAway = settings.Number<TimeSpan>(at + "max-away") ?? TimeSpan.FromDays(14),
            Place = named.Origin,
        };
    }

    private EncryptConfig? Encrypt(string at) => settings.Value<Secret>(at + "key") is not { } key ? null : new EncryptConfig
    {
        Key = key,
        OldKeys = [.. settings.Items(at + "old-keys").Select(item => (Secret)item.Value)],
        Passphrase = settings.Value<Secret>(at + "passphrase"),
        Names = settings.Number<bool>(at + "names") ?? true,
    };

    private PricesConfig? Prices(string at)
    {
        var prices = new PricesConfig
        {
            Currency = settings.Value<string>(at + "currency"),
            Puts = settings.Number<decimal>(at + "put-1000"),
            Gets = settings.Number<decimal>(at + "get-1000"),
            Month = settings.Number<decimal>(at + "gb-month"),
            In = settings.Number<decimal>(at + "gb-in"),
            Out = settings.Number<decimal>(at + "gb-out"),
        };
        return prices with { Currency = null } == new PricesConfig() ? null : prices;
    }

    private S3Config S3(string at) => new()
    {
        Bucket = settings.Value<string>(at + "bucket") ?? "",
        Prefix = (settings.Value<string>(at + "prefix") ?? "").Trim('/'),
        Provider = settings.Value<string>(at + "provider"),
        Region = settings.Value<string>(at + "region"),
        Endpoint = settings.Value<string>(at + "endpoint"),
        PathStyle = settings.Number<bool>(at + "path-style"),
        AccessKey = settings.Value<Secret>(at + "access-key"),
        SecretKey = settings.Value<Secret>(at + "secret-key"),
        StorageClass = settings.Value<string>(at + "storage-class"),
        Encryption = settings.Value<string>(at + "encryption"),
        EncryptionKey = settings.Value<string>(at + "encryption-key"),
        SendsChecksums = settings.Number<bool>(at + "checksums") ?? true,
        Parallel = settings.Number<int>(at + "parallel") ?? 32,
        PartSize = settings.Number<long>(at + "part-size") ?? 8 << 20,
        Bandwidth = settings.Number<long>(at + "bandwidth"),
    };

    private SftpConfig Sftp(string at) => new()
    {
        Host = settings.Value<string>(at + "host") ?? "",
        Path = settings.Value<string>(at + "path") ?? "",
        User = settings.Value<string>(at + "user"),
        Port = settings.Number<int>(at + "port"),
        Identity = settings.Value<string>(at + "identity"),
        ConfigFile = settings.Value<string>(at + "ssh-config"),
        HostKey = settings.Choice<HostKeyRule>(at + "host-key") ?? default,
        Parallel = settings.Number<int>(at + "parallel") ?? 32,
        Connections = settings.Number<int>(at + "connections") ?? 4,
        Syncs = settings.Number<bool>(at + "fsync") ?? true,
        RunsCommands = settings.Number<bool>(at + "commands") ?? true,
        Bandwidth = settings.Number<long>(at + "bandwidth"),
    };

    private DriveConfig Drive(string at) => new()
    {
        Client = settings.Value<Secret>(at + "client") ?? new Secret(SecretPlace.Text, ""),
        Account = settings.Value<string>(at + "account"),
        Endpoint = settings.Value<string>(at + "endpoint"),
        Root = settings.Value<string>(at + "root"),
        SharedDrive = settings.Value<string>(at + "shared-drive"),
        IsSharedWithMe = settings.Number<bool>(at + "shared-with-me") ?? false,
        FollowsShortcuts = settings.Number<bool>(at + "follow-shortcuts") ?? false,
        Exports = settings.Texts(at + "export"),
        Parallel = settings.Number<int>(at + "parallel") ?? 8,
        Rate = settings.Number<int>(at + "rate") ?? 10,
        Poll = settings.Number<TimeSpan>(at + "poll") ?? TimeSpan.FromMinutes(1),
        LookBack = settings.Number<TimeSpan>(at + "look-back") ?? TimeSpan.FromDays(7),
        Bandwidth = settings.Number<long>(at + "bandwidth"),
    };

    private RcloneConfig Rclone(string at) => new()
    {
        Remote = settings.Value<string>(at + "remote") ?? "",
        ConfigFile = settings.Value<string>(at + "rclone-config"),
        Program = settings.Value<string>(at + "rclone-program"),
        Password = settings.Value<Secret>(at + "config-password"),
        Parallel = settings.Number<int>(at + "parallel") ?? 8,
        Bandwidth = settings.Number<long>(at + "bandwidth"),
    };

    private JobConfig? Job(NamedSection named)
    {
        var at = $"jobs.{named.Name}.";
        if (settings.Choice<JobKind>(at + "kind") is not { } kind) return null;
        return new JobConfig
        {
            Name = named.Name,
            Kind = kind,
            From = settings.Value<string>(at + "from"),
            To = settings.Texts(at + "to"),
            Store = settings.Value<string>(at + "store"),
            Owner = settings.Value<OwnerSpec>(at + "owner"),
            DirectoryMode = settings.Number<int>(at + "directories"),
            FileMode = settings.Number<int>(at + "files"),
            Every = settings.Number<TimeSpan>(at + "every"),
            Cron = settings.Value<string>(at + "cron"),
            After = settings.Texts(at + "after"),
            Watch = settings.Number<bool>(at + "watch"),
            Rescan = settings.Number<TimeSpan>(at + "rescan") ?? TimeSpan.FromHours(1),
            Settle = settings.Number<TimeSpan>(at + "settle") ?? TimeSpan.FromMilliseconds(500),
            LateAfter = settings.Number<TimeSpan>(at + "late-after"),
            Filters = filters(new JobFilters(at, settings.Items(at + "filters"), settings.Items(at + "filter-from"), settings.Items(at + "exclude"))),
            Extraneous = settings.Choice<ExtraneousRule>(at + "extraneous") ?? default,
            Conflict = settings.Choice<ConflictRule>(at + "conflict") ?? default,
            Guards = Guards(at),
            TrashKeep = settings.Number<TimeSpan>(at + "trash.keep"),
            TrashMaxPercent = settings.Number<double>(at + "trash.max"),
            Check = settings.Choice<CheckRule>(at + "check") ?? default,
            Verify = settings.Choice<VerifyRule>(at + "verify") ?? default,
            Mounts = settings.Choice<MountRule>(at + "mounts"),
            Acl = settings.Choice<AclRule>(at + "acl") ?? default,
            MinSize = settings.Number<long>(at + "min-size"),
            MaxSize = settings.Number<long>(at + "max-size"),
            MinAge = settings.Number<TimeSpan>(at + "min-age"),
            MaxAge = settings.Number<TimeSpan>(at + "max-age"),
            Keep = Keep(at + "keep."),
            Tries = settings.Number<int>(at + "retries") ?? 5,
            Backoff = settings.Number<TimeSpan>(at + "backoff") ?? TimeSpan.FromSeconds(30),
            Sample = settings.Number<int>(at + "sample") ?? 20,
            Windows = settings.Texts(at + "windows"),
            Bandwidth = settings.Texts(at + "bandwidth"),
            Batch = settings.Number<int>(at + "batch"),
            ReadPercent = settings.Number<double>(at + "read"),
            Passphrase = settings.Value<Secret>(at + "passphrase"),
            Archives = settings.Number<int>(at + "archives") ?? 14,
            Place = named.Origin,
        };
    }

    private KeepRules Keep(string at)
    {
        var said = new KeepRules
        {
            Last = settings.Number<int>(at + "last"),
            For = settings.Number<int>(at + "days") is { } days ? TimeSpan.FromDays(days) : null,
            Daily = settings.Number<int>(at + "daily"),
            Weekly = settings.Number<int>(at + "weekly"),
            Monthly = settings.Number<int>(at + "monthly"),
            Yearly = settings.Number<int>(at + "yearly"),
            Deleted = settings.Number<TimeSpan>(at + "deleted"),
        };
        return said.HasRules ? said : said with { For = KeepRules.Default.For };
    }

    private GuardRules Guards(string at) => new()
    {
        MaxDelete = settings.Value<MassLimit>(at + "max-delete") ?? GuardRules.Default.MaxDelete,
        MaxOverwrite = settings.Value<MassLimit>(at + "max-overwrite") ?? GuardRules.Default.MaxOverwrite,
        MinFreePercent = settings.Number<double>(at + "min-free") ?? GuardRules.Default.MinFreePercent,
    };
}

/// <summary>The filters a job names: rules, files of rules, and names that stay out before all of them.</summary>
internal sealed record JobFilters(string At, IReadOnlyList<SettingItem> Rules, IReadOnlyList<SettingItem> Files, IReadOnlyList<SettingItem> Excluded);
