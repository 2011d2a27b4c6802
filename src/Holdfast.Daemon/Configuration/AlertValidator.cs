namespace Holdfast.Daemon.Configuration;

/// <summary>Checks what notifications and hooks say of channels, jobs and each other.</summary>
internal sealed class AlertValidator(SettingsMap settings, HoldfastConfig config, List<ConfigError> errors)
{
    /// <summary>Tells everything that does not fit together.</summary>
    public void Check(ConfigSources sources)
    {
        foreach (var rule in config.Notifications.Rules)
        {
            foreach (var item in settings.Items($"notifications.rules.{rule.Name}.to")) Known("channel", config.Notifications.Channels.Select(channel => channel.Name), item, $"notifications.rules.{rule.Name}.to");
            Jobs($"notifications.rules.{rule.Name}.jobs");
        }
        foreach (var channel in config.Notifications.Channels.Where(channel => channel is { Kind: ChannelKind.Email, User: not null, Password: null }))
            errors.Add(new ConfigError(channel.Place, $"notifications.channels.{channel.Name}.password", "'user' without 'password'", "both, or neither"));
        foreach (var channel in config.Notifications.Channels.Where(channel => channel is { Kind: ChannelKind.Email, Password: not null, Tls: MailTls.None, Host: not ("localhost" or "127.0.0.1" or "::1") }))
            errors.Add(new ConfigError(channel.Place, $"notifications.channels.{channel.Name}.tls", "a password over a connection that others can read", "tls: starttls", "a server without it gets no password"));
        foreach (var hook in config.Hooks) Hook(hook, sources);
    }

    private void Hook(HookConfig hook, ConfigSources sources)
    {
        var at = $"hooks.{hook.Name}.";
        Jobs(at + "jobs");
        if (settings.IsBroken(at + "command") || settings.IsBroken(at + "url")) return;
        if (hook.Command.Count == 0 == hook.Url is null)
            errors.Add(new ConfigError(hook.Place, at.TrimEnd('.'), hook.Url is null ? "neither 'command' nor 'url'" : "'command' beside 'url'", "one of the two"));
        if (hook.Command.Count > 0 && !Path.IsPathRooted(hook.Command[0]))
            errors.Add(new ConfigError(settings.Items(at + "command")[0].Origin, at + "command", $"'{Shorten.Text(hook.Command[0])}'", "a program by its full path", "what is looked for along a path may be another one tomorrow"));
        if (hook.Required && !hook.On.Contains("before"))
            errors.Add(new ConfigError(settings.Find(at + "required")!.Origin, at + "required", "'required' for a hook that is not called before runs", "'on: before' with it"));
        if (hook.Command.Count > 0 && sources.Accounts is not null && settings.Find(at + "user") is { } user && sources.IsPrivileged && sources.Accounts.UserId(hook.User) is null)
            errors.Add(new ConfigError(user.Origin, at + "user", $"'{Shorten.Text(hook.User)}'", "the name of a user of this machine"));
    }

    private void Jobs(string path)
    {
        foreach (var item in settings.Items(path)) Known("job", settings.Names("jobs").Select(named => named.Name), item, path);
    }

    private void Known(string what, IEnumerable<string> names, SettingItem item, string path)
    {
        var (name, known) = ((string)item.Value, names.ToArray());
        if (known.Contains(name)) return;
        errors.Add(new ConfigError(item.Origin, path, $"the unknown {what} '{name}'", known.Length == 0 ? $"the name of a {what}, but there is none" : $"one of {string.Join(", ", known)}",
            Nearest.Of(name, known) is { } near ? $"did you mean '{near}'?" : null));
    }
}
