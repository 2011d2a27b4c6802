namespace Holdfast.Daemon.Configuration;

/// <summary>Makes records of the settings of notifications, hooks and the watchdog.</summary>
internal sealed class AlertBuilder(SettingsMap settings)
{
    /// <summary>Who is told what.</summary>
    public NotificationsConfig Notifications()
    {
        ChannelConfig[] channels = [.. settings.Names("notifications.channels").Select(Channel).OfType<ChannelConfig>()];
        var rules = settings.Names("notifications.rules").Select(Rule).ToArray();
        return new NotificationsConfig(channels, rules.Length > 0 || channels.Length == 0 ? rules : [new AlertRule { Name = "default", To = [.. channels.Select(channel => channel.Name)] }]);
    }

    /// <summary>What is called when.</summary>
    public IReadOnlyList<HookConfig> Hooks() => [.. settings.Names("hooks").Select(Hook)];

    /// <summary>What looks on from outside.</summary>
    public WatchdogConfig Watchdog() => new(settings.Value<Secret>("watchdog.ping"), settings.Number<TimeSpan>("watchdog.every") ?? TimeSpan.FromMinutes(5), settings.Number<TimeSpan>("watchdog.stuck"));

    private ChannelConfig? Channel(NamedSection named)
    {
        var at = $"notifications.channels.{named.Name}.";
        if (settings.Choice<ChannelKind>(at + "kind") is not { } kind) return null;
        return new ChannelConfig
        {
            Name = named.Name,
            Kind = kind,
            To = settings.Texts(at + "to"),
            From = settings.Value<string>(at + "from"),
            Host = settings.Value<string>(at + "host"),
            Port = settings.Number<int>(at + "port") ?? 587,
            Tls = settings.Choice<MailTls>(at + "tls") ?? default,
            User = settings.Value<string>(at + "user"),
            Password = settings.Value<Secret>(at + "password"),
            Program = settings.Value<string>(at + "program") ?? "/usr/sbin/sendmail",
            Url = settings.Value<Secret>(at + "url"),
            Secret = settings.Value<Secret>(at + "secret"),
            Token = settings.Value<Secret>(at + "token"),
            Place = named.Origin,
        };
    }

    private AlertRule Rule(NamedSection named)
    {
        var at = $"notifications.rules.{named.Name}.";
        return new AlertRule
        {
            Name = named.Name,
            Events = settings.Texts(at + "events"),
            Severity = settings.Value<string>(at + "severity") ?? "warning",
            Jobs = settings.Texts(at + "jobs"),
            To = settings.Texts(at + "to"),
            Digest = settings.Value<DigestRule>(at + "digest") ?? DigestRule.Off,
            Repeat = settings.Number<TimeSpan>(at + "repeat") ?? TimeSpan.FromHours(4),
            Resolved = settings.Number<bool>(at + "resolved") ?? true,
        };
    }

    private HookConfig Hook(NamedSection named)
    {
        var at = $"hooks.{named.Name}.";
        return new HookConfig
        {
            Name = named.Name,
            On = settings.Texts(at + "on"),
            Jobs = settings.Texts(at + "jobs"),
            Command = settings.Texts(at + "command"),
            Url = settings.Value<Secret>(at + "url"),
            Secret = settings.Value<Secret>(at + "secret"),
            User = settings.Value<string>(at + "user") ?? "nobody",
            Timeout = settings.Number<TimeSpan>(at + "timeout") ?? TimeSpan.FromMinutes(1),
            Required = settings.Number<bool>(at + "required") ?? false,
            Place = named.Origin,
        };
    }
}
