using Holdfast.Contracts.Events;

namespace Holdfast.Daemon.Configuration;

/// <summary>The words of what tells people and programs: notifications, hooks, the watchdog.</summary>
internal static class AlertWords
{
    private static readonly string[] Mail = ["email", "sendmail"];
    private static readonly string[] Web = ["webhook", "slack", "discord", "ntfy"];
    private static readonly DurationShape Second = new(TimeSpan.FromSeconds(1));
    private static readonly DurationShape Minute = new(TimeSpan.FromMinutes(1));

    /// <summary>Words of one channel.</summary>
    public static FieldTable Channel { get; } = new(
    [
        new("kind", new ChoiceShape("email", "sendmail", "webhook", "slack", "discord", "ntfy"), "What kind of channel it is.") { RequiredBy = ["*"] },
        new("to", new ListShape(PatternShape.Address), "Who gets the mail.") { Kinds = Mail, RequiredBy = Mail },
        new("from", PatternShape.Address, "The address mail comes from.") { Kinds = Mail, DefaultInWords = "holdfast at this machine's name" },
        new("host", PatternShape.Machine, "The mail server.") { Kinds = ["email"], RequiredBy = ["email"] },
        new("port", new CountShape(1, 65535), "Its port.") { Kinds = ["email"], Default = "587" },
        new("tls", new ChoiceShape("starttls", "none"), "How the connection is kept private; without it nothing is sent.") { Kinds = ["email"], Default = "starttls" },
        new("user", new TextShape("a name to sign in with"), "The name to sign in with.") { Kinds = ["email"], DefaultInWords = "nobody signs in" },
        new("password", new SecretShape(mayStandHere: false), "Where the password is kept.") { Kinds = ["email"], DefaultInWords = "no password" },
        new("program", new PathShape("a program"), "The program that takes mail.") { Kinds = ["sendmail"], Default = "/usr/sbin/sendmail" },
        new("url", new UrlShape(), "Where requests go.") { Kinds = Web, RequiredBy = Web },
        new("secret", new SecretShape(mayStandHere: false), "Where the key is kept by which bodies are signed.") { Kinds = ["webhook"], DefaultInWords = "not signed" },
        new("token", new SecretShape(mayStandHere: false), "Where the token is kept that is sent as Authorization: Bearer.") { Kinds = ["webhook", "ntfy"], DefaultInWords = "no token" },
    ]);

    /// <summary>Words of one rule.</summary>
    public static FieldTable Rule { get; } = new(
    [
        new("to", new ListShape(new NameShape("channel")), "The channels that are told.") { RequiredBy = ["*"] },
        new("events", new ListShape(new ChoiceShape([.. EventNames.All])), "The events that are meant.") { DefaultInWords = "all" },
        new("severity", new ChoiceShape("info", "warning", "error"), "The least that matters.") { Default = "warning" },
        new("jobs", new ListShape(new NameShape("job")), "The jobs that are meant.") { DefaultInWords = "all, and what is about no job" },
        new("digest", new DigestShape(), "How long messages are collected and told as one: for a time, or daily at six in the morning.") { Default = "off" },
        new("repeat", Minute, "How long the same is not told again while it lasts.") { Default = "4h" },
        new("resolved", new SwitchShape(), "Whether it is told when it is over.") { Default = "true" },
    ]);

    /// <summary>Words of <c>notifications</c>.</summary>
    public static FieldTable Notifications { get; } = new(
    [
        new("channels", new NamesShape(Channel, "channel"), "Whom to tell, by name.") { DefaultInWords = "nobody" },
        new("rules", new NamesShape(Rule, "rule"), "What is told to whom, by name.") { DefaultInWords = "warnings and errors to all channels" },
    ]);

    /// <summary>Words of one hook.</summary>
    public static FieldTable Hook { get; } = new(
    [
        new("on", new ListShape(new ChoiceShape(["before", "after", .. EventNames.All.Where(name => name is not (EventNames.HookFailed or EventNames.HookCompleted))])), "When it is called: before or after each run, or when something happens.") { RequiredBy = ["*"] },
        new("jobs", new ListShape(new NameShape("job")), "The jobs that are meant.") { DefaultInWords = "all" },
        new("command", new ListShape(new TextShape("a program by its full path, then its arguments")), "The program that is called, with its arguments.") { DefaultInWords = "a request to url" },
        new("url", new UrlShape(), "Where a request goes instead.") { DefaultInWords = "no request" },
        new("secret", new SecretShape(mayStandHere: false), "Where the key is kept by which requests are signed.") { DefaultInWords = "not signed" },
        new("user", new TextShape("the name of a user of this machine"), "The user a program runs as when Holdfast is root.") { Default = "nobody" },
        new("timeout", Second, "How long it may take; then it is killed with all it started.") { Default = "1m" },
        new("required", new SwitchShape(), "Whether a run is not made when the hook before it fails.") { Default = "false" },
    ]);

    /// <summary>Words of <c>watchdog</c>.</summary>
    public static FieldTable Watchdog { get; } = new(
    [
        new("ping", new UrlShape(), "An address of an outside monitor, which is called while all is well and not otherwise.") { DefaultInWords = "nowhere" },
        new("every", Minute, "How often it is called.") { Default = "5m" },
        new("stuck", Minute, "After how long without any progress a run is ended, so that its job begins anew.") { Default = "1h" },
    ]);
}
