namespace Holdfast.Daemon.Configuration;

/// <summary>Kinds of channel; a closed list.</summary>
public enum ChannelKind : byte
{
    /// <summary>Mail by a server.</summary>
    Email,

    /// <summary>Mail by the program of this machine.</summary>
    Sendmail,

    /// <summary>A signed request.</summary>
    Webhook,

    /// <summary>A request as Slack takes it.</summary>
    Slack,

    /// <summary>A request as Discord takes it.</summary>
    Discord,

    /// <summary>A request as ntfy takes it.</summary>
    Ntfy,
}

/// <summary>How a connection to a mail server is kept private; a closed list.</summary>
public enum MailTls : byte
{
    /// <summary>By STARTTLS; without it nothing is sent.</summary>
    Starttls,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>How long messages are collected.</summary>
/// <param name="Every">A time, from the first of them on; null for none, or until the morning.</param>
/// <param name="UntilMorning">Whether they wait for six in the morning.</param>
public sealed record DigestRule(TimeSpan? Every, bool UntilMorning = false)
{
    /// <summary>Each is told at once.</summary>
    public static DigestRule Off { get; } = new(Every: null);

    /// <summary>All of a day are told at six in the morning.</summary>
    public static DigestRule Daily { get; } = new(null, true);
}

/// <summary>Whom to tell, as configured.</summary>
public sealed record ChannelConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required ChannelKind Kind { get; init; }

    /// <summary>Addresses mail goes to.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The address mail comes from; null for <c>holdfast</c> at this machine's name.</summary>
    public string? From { get; init; }

    /// <summary>The mail server.</summary>
    public string? Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is kept private.</summary>
    public MailTls Tls { get; init; }

    /// <summary>Name to sign in with; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Where the password is kept.</summary>
    public Secret? Password { get; init; }

    /// <summary>The program that takes mail.</summary>
    public string Program { get; init; } = "/usr/sbin/sendmail";

    /// <summary>Where requests go.</summary>
    public Secret? Url { get; init; }

    /// <summary>Where the key is kept by which bodies are signed; null for none.</summary>
    public Secret? Secret { get; init; }

    /// <summary>Where the token is kept that is sent as <c>Authorization: Bearer</c>; null for none.</summary>
    public Secret? Token { get; init; }

    /// <summary>Where it was said.</summary>
    public Origin Place { get; init; } = Origin.Default;
}

/// <summary>What is told to whom, as configured.</summary>
public sealed record AlertRule
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Names of events; empty for all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The least that matters: <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public string Severity { get; init; } = "warning";

    /// <summary>Names of jobs; empty for all, and for what is about no job.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>Names of channels.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>How long messages are collected.</summary>
    public DigestRule Digest { get; init; } = DigestRule.Off;

    /// <summary>How long the same is not told again while it lasts.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether it is told when it is over.</summary>
    public bool Resolved { get; init; } = true;
}

/// <summary>Who is told what, as configured.</summary>
/// <param name="Channels">The channels, in the order of the file.</param>
/// <param name="Rules">The rules; without any in the file one that tells warnings and errors to all channels.</param>
public sealed record NotificationsConfig(IReadOnlyList<ChannelConfig> Channels, IReadOnlyList<AlertRule> Rules)
{
    /// <summary>Nobody is told.</summary>
    public static NotificationsConfig None { get; } = new([], []);

    /// <summary>The channel of a name, or null.</summary>
    public ChannelConfig? Find(string name) => Channels.FirstOrDefault(channel => channel.Name == name);
}

/// <summary>What is called before and after runs and when something happens, as configured.</summary>
public sealed record HookConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>before</c> and <c>after</c> runs, or names of events.</summary>
    public required IReadOnlyList<string> On { get; init; }

    /// <summary>Names of jobs; empty for all.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>The program with its arguments; empty for a request.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Where a request goes; null for a program.</summary>
    public Secret? Url { get; init; }

    /// <summary>Where the key is kept by which bodies are signed; null for none.</summary>
    public Secret? Secret { get; init; }

    /// <summary>The user a program runs as when Holdfast is root.</summary>
    public string User { get; init; } = "nobody";

    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a run is not made when the hook before it fails.</summary>
    public bool Required { get; init; }

    /// <summary>Where it was said.</summary>
    public Origin Place { get; init; } = Origin.Default;
}

/// <summary>What looks on from outside, as configured.</summary>
/// <param name="Ping">Where an outside monitor is told that all is well; null for nowhere.</param>
/// <param name="Every">How often.</param>
/// <param name="Stuck">After how long without any progress a run is ended, so that the job can begin anew; null for never.</param>
public sealed record WatchdogConfig(Secret? Ping, TimeSpan Every, TimeSpan? Stuck);
