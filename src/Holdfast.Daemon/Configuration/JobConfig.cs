using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Kinds of job; a closed list.</summary>
public enum JobKind : byte
{
    /// <summary>Destinations are kept as the source is.</summary>
    Mirror,

    /// <summary>Destinations get what the source has; nothing is ever removed from them.</summary>
    Copy,

    /// <summary>Owner, group and modes of a store are kept right.</summary>
    Permissions,

    /// <summary>What is recorded is compared with what is there.</summary>
    Verify,

    /// <summary>A copy with versions: what is replaced is kept for as long as its rules say, and so is what the source no longer has.</summary>
    Backup,

    /// <summary>A sample of what a store keeps is brought back and compared with what is recorded of it.</summary>
    RestoreDrill,

    /// <summary>Holdfast's own configuration, state and keys are backed up, encrypted.</summary>
    OwnState,
}

/// <summary>How kinds of job are written.</summary>
public static class JobKinds
{
    /// <summary>The word for a kind, as in a configuration: <c>mirror</c>, <c>restore-drill</c>.</summary>
    public static string Word(this JobKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}

/// <summary>What shall be kept true, and when, as configured. What is null was not said.</summary>
public sealed record JobConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Name of the store it reads.</summary>
    public string? From { get; init; }

    /// <summary>Names of the stores it writes or compares with.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Name of the one store it is about.</summary>
    public string? Store { get; init; }

    /// <summary>Who shall own everything.</summary>
    public OwnerSpec? Owner { get; init; }

    /// <summary>Mode of directories, 9 bits.</summary>
    public int? DirectoryMode { get; init; }

    /// <summary>Mode of files, 9 bits.</summary>
    public int? FileMode { get; init; }

    /// <summary>Time from the start of one run to the start of the next.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Cron expression of five fields, in the configuration's zone.</summary>
    public string? Cron { get; init; }

    /// <summary>Names of jobs after whose success it runs.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Whether it runs when something changes; null for what its store says (see <see cref="HoldfastConfig.Watches"/>).</summary>
    public bool? Watch { get; init; }

    /// <summary>Time between two full scans when a watcher narrows the runs in between.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a tree must be quiet before a watcher starts a run.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it may go without success before it is told to be late; null for what its schedule says.</summary>
    public TimeSpan? LateAfter { get; init; }

    /// <summary>Which names take part: the job's own rules, then those of its filter files.</summary>
    public FilterSet Filters { get; init; } = FilterSet.Empty;

    /// <summary>Things of the destination that the source no longer has.</summary>
    public ExtraneousRule Extraneous { get; init; }

    /// <summary>Things of the destination that somebody else changed.</summary>
    public ConflictRule Conflict { get; init; }

    /// <summary>What a guard compares a plan with.</summary>
    public GuardRules Guards { get; init; } = GuardRules.Default;

    /// <summary>How long trash is kept; null for what the store says (see <see cref="HoldfastConfig.TrashOf"/>).</summary>
    public TimeSpan? TrashKeep { get; init; }

    /// <summary>Share of the store that trash may take, in percent; null for what the store says.</summary>
    public double? TrashMaxPercent { get; init; }

    /// <summary>How closely change is looked for.</summary>
    public CheckRule Check { get; init; }

    /// <summary>How what was written is verified.</summary>
    public VerifyRule Verify { get; init; }

    /// <summary>Other file systems mounted inside; null for what the store says (see <see cref="HoldfastConfig.MountsOf"/>).</summary>
    public MountRule? Mounts { get; init; }

    /// <summary>Entries with an access control list.</summary>
    public AclRule Acl { get; init; }

    /// <summary>Files smaller than this many bytes stay out.</summary>
    public long? MinSize { get; init; }

    /// <summary>Files larger than this many bytes stay out.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Files modified less long ago than this stay out.</summary>
    public TimeSpan? MinAge { get; init; }

    /// <summary>Files modified longer ago than this stay out.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Share of the content that is read each day, in percent; null for none (what is recorded is compared).</summary>
    public double? ReadPercent { get; init; }

    /// <summary>Which versions a backup keeps.</summary>
    public KeepRules Keep { get; init; } = KeepRules.Default;

    /// <summary>How often what failed is tried in all, the first time included.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>How long is waited before the second try; before each further one twice as long.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files a drill brings back.</summary>
    public int Sample { get; init; } = 20;

    /// <summary>Parts of the week in which it runs of itself, as written; none for always.</summary>
    public IReadOnlyList<string> Windows { get; init; } = [];

    /// <summary>How fast content is read, and at which times, as written; none for no limit.</summary>
    public IReadOnlyList<string> Bandwidth { get; init; } = [];

    /// <summary>Files that are made durable and recorded together at most; null for what suits the stores.</summary>
    public int? Batch { get; init; }

    /// <summary>Where it was said.</summary>
    public Origin Place { get; init; } = Origin.Default;

    /// <summary>What opens the archives of its own state; null for other kinds.</summary>
    public Secret? Passphrase { get; init; }

    /// <summary>How many archives of its own state each destination keeps.</summary>
    public int Archives { get; init; } = 14;

    /// <summary>Whether it changes nothing in any store.</summary>
    public bool OnlyLooks => Kind is JobKind.Verify or JobKind.RestoreDrill;

    /// <summary>Whether it writes the destinations named by <see cref="To"/>.</summary>
    public bool WritesDestinations => Kind is JobKind.Mirror or JobKind.Copy or JobKind.Backup;
}

/// <summary>An owner as written: names or numbers; null for what is left alone.</summary>
/// <param name="User">User's name or number.</param>
/// <param name="Group">Group's name or number.</param>
public sealed record OwnerSpec(string? User, string? Group)
{
    /// <summary>As written: <c>llurad:docker</c>, <c>1001</c>, <c>:docker</c>.</summary>
    public override string ToString() => Group is null ? User ?? "" : $"{User}:{Group}";
}
