using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>Notifications, hooks and the watchdog as they are configured.</summary>
public sealed class AlertConfigTests
{
    private const string Stores = "stores:\n  lab: { kind: local, path: /srv/lab }\njobs:\n  keep: { kind: permissions, store: lab, files: 664 }\n";

    [Fact]
    [Trait("row", "D10")]
    public void Channels_and_rules_are_read_with_their_defaults()
    {
        var config = Reading.Good(Stores + """
            notifications:
              channels:
                mail: { kind: email, to: [ops@example.org, root], host: smtp.example.org, user: holdfast, password: file:mail.secret }
                chat: { kind: slack, url: "env:CHAT" }
              rules:
                night: { to: mail, severity: info, digest: daily, jobs: keep }
                now:   { to: [mail, chat], events: JOB_LATE, repeat: 1h, resolved: off, digest: 15m }
            """).Notifications;

        var mail = config.Find("mail")!;
        Assert.Equal((ChannelKind.Email, 587, MailTls.Starttls, new Secret(SecretPlace.File, "/etc/holdfast/mail.secret")), (mail.Kind, mail.Port, mail.Tls, mail.Password));
        Assert.Equal((DigestRule.Daily, TimeSpan.FromHours(4), true), (config.Rules[0].Digest, config.Rules[0].Repeat, config.Rules[0].Resolved));
        Assert.Equal((new DigestRule(TimeSpan.FromMinutes(15)), TimeSpan.FromHours(1), false), (config.Rules[1].Digest, config.Rules[1].Repeat, config.Rules[1].Resolved));
    }

    [Fact]
    public void Without_rules_what_matters_goes_to_all_channels()
    {
        var rule = Assert.Single(Reading.Good(Stores + "notifications: { channels: { a: { kind: ntfy, url: 'https://ntfy.example.org/x' }, b: { kind: sendmail, to: root } } }\n").Notifications.Rules);
        Assert.Equal(("warning", "a b"), (rule.Severity, string.Join(' ', rule.To)));
        Assert.Empty(Reading.Good(Stores).Notifications.Rules);
    }

    [Theory]
    [InlineData("notifications: { channels: { m: { kind: email, to: root, host: h, password: hunter2hunter2 } } }")]
    [InlineData("notifications: { channels: { m: { kind: email, to: root, host: h, password: 'command:pass hunter2hunter2' } } }")]
    [InlineData("notifications: { channels: { m: { kind: slack, url: 'ftp://x/hunter2hunter2' } } }")]
    [InlineData("notifications: { channels: { m: { kind: slack, url: 'https://me:hunter2hunter2@x/' } } }")]
    [InlineData("watchdog: { ping: 'hunter2hunter2' }")]
    [InlineData("hooks: { h: { on: before, url: 'https://x/', secret: hunter2hunter2 } }")]
    public void A_secret_in_the_wrong_place_is_refused_and_not_shown(string text)
    {
        var result = Reading.Load(Stores + text + "\n");
        Assert.NotEmpty(result.Errors);
        Assert.DoesNotContain("hunter2", string.Join('\n', result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_the_environment_in_the_wrong_place_is_not_shown_either()
    {
        var text = Stores + "notifications: { channels: { m: { kind: email, to: root, host: h, user: u, password: 'env:P' } } }\n";
        var result = ConfigLoader.Load(Reading.Sources(text) with { Environment = new Dictionary<string, string> { ["HOLDFAST_NOTIFICATIONS_CHANNELS_M_PASSWORD"] = "hunter2" } });
        Assert.DoesNotContain("hunter2", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notifications: { channels: { m: { kind: sendmail, to: root } }, rules: { r: { to: n } } }", "the unknown channel 'n'")]
    [InlineData("notifications: { channels: { m: { kind: sendmail, to: root } }, rules: { r: { to: m, jobs: keeep } } }", "did you mean 'keep'")]
    [InlineData("notifications: { channels: { m: { kind: sendmail, to: root } }, rules: { r: { to: m, events: SYNC_FAILD } } }", "did you mean 'SYNC_FAILED'")]
    [InlineData("notifications: { channels: { m: { kind: sendmail, to: '-oQ/tmp' } } }", "an address")]
    [InlineData("notifications: { channels: { m: { kind: email, to: root, host: h, user: u } } }", "'user' without 'password'")]
    [InlineData("notifications: { channels: { m: { kind: email, to: root, host: h, tls: none, user: u, password: env:P } } }", "a password over a connection that others can read")]
    [InlineData("hooks: { h: { on: before } }", "neither 'command' nor 'url'")]
    [InlineData("hooks: { h: { on: before, command: /bin/x, url: 'https://x/' } }", "'command' beside 'url'")]
    [InlineData("hooks: { h: { on: before, command: freeze } }", "a program by its full path")]
    [InlineData("hooks: { h: { on: after, command: /bin/x, required: true } }", "not called before runs")]
    public void What_does_not_fit_together_is_told(string text, string told) => Assert.Contains(told, string.Join('\n', Reading.Load(Stores + text + "\n").Errors), StringComparison.Ordinal);

    [Fact]
    public void What_config_show_prints_is_read_to_the_same_again()
    {
        var config = Reading.Good(Stores + """
            notifications:
              channels: { mail: { kind: email, to: root, host: h, user: u, password: 'command:/usr/bin/pass show mail' } }
              rules: { r: { to: mail, digest: 15m } }
            hooks: { h: { on: [before, SYNC_FAILED], command: [/bin/x, "a b", "-c"], required: true } }
            watchdog: { ping: 'https://hc.example.org/x?a=b#c', stuck: 2h }
            """);
        var shown = ConfigShow.Yaml(config);
        var again = Reading.Good(shown);
        Assert.Equal(shown, ConfigShow.Yaml(again), LineOrigins.Without);
        Assert.Equal(config.Hooks[0].Command, again.Hooks[0].Command);
        Assert.Equal(config.Watchdog, again.Watchdog);
        Assert.Equal(config.Notifications.Channels[0].Password, again.Notifications.Channels[0].Password);
    }

    // Behind each value stands the line it was said in, which is another the second time.
    private sealed class LineOrigins : IEqualityComparer<string>
    {
        public static LineOrigins Without { get; } = new();

        public bool Equals(string? x, string? y) => Strip(x!) == Strip(y!);

        public int GetHashCode(string obj) => Strip(obj).GetHashCode(StringComparison.Ordinal);

        private static string Strip(string text) => string.Join('\n', text.Split('\n').Select(line => line.Split("  # ")[0]));
    }
}
