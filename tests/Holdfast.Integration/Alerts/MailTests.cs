using Holdfast.Adapters.Notifications;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Cli;

namespace Holdfast.Integration.Alerts;

/// <summary>Mail by a real server and by a real program, as the built program sends it.</summary>
public sealed class MailTests : IDisposable
{
    private const string Password = "correct-horse-7f3a";
    private readonly Lab _lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _lab.Dispose();

    [Fact]
    [Trait("row", "D10")]
    public async Task A_channel_signs_in_over_starttls_and_its_password_stands_nowhere_else()
    {
        using var server = await ServerAsync("--tls", "--user", "holdfast", "--password", Password);
        Configure(server, "user: holdfast, password: file:mail.secret");

        (await SendAsync(server, "notify", "test", "mail")).Ended(0);
        var mail = Assert.Single(server.Seen("mail"));
        Assert.Equal((true, true, "holdfast@example.org"), (mail.GetProperty("tls").GetBoolean(), mail.GetProperty("signed_in").GetBoolean(), mail.GetProperty("sender").GetString()));
        Assert.Contains("this is a test", mail.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail.GetProperty("content").GetString(), StringComparison.Ordinal);
        await NowhereAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_being_shown()
    {
        using var server = await ServerAsync("--tls", "--user", "holdfast", "--password", "another");
        Configure(server, "user: holdfast, password: file:mail.secret");
        var answer = (await SendAsync(server, "notify", "test", "mail")).Ended(1);
        Assert.Contains("channel mail cannot be told", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, answer.Output + answer.Error, StringComparison.Ordinal);
        Assert.Empty(server.Seen("mail"));
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_gets_neither_password_nor_mail()
    {
        using var server = await ServerAsync("--tls", "--user", "holdfast", "--password", Password);
        Configure(server, "user: holdfast, password: file:mail.secret");
        (await _lab.RunAsync("notify", "test", "mail")).Ended(1);
        Assert.Empty(server.Seen("sign-in"));
        Assert.Empty(server.Seen("mail"));
    }

    [Fact]
    public async Task A_server_without_starttls_gets_neither_password_nor_mail()
    {
        using var server = await ServerAsync("--user", "holdfast", "--password", Password);
        Configure(server, "user: holdfast, password: file:mail.secret");
        (await SendAsync(server, "notify", "test", "mail")).Ended(1);
        Assert.Empty(server.Seen("sign-in"));
        Assert.Empty(server.Seen("mail"));
    }

    [Fact]
    public async Task A_failed_run_of_a_command_without_a_daemon_is_told_when_the_command_ends()
    {
        using var server = await ServerAsync("--tls");
        Configure(server, "");
        Directory.Delete(Path.Combine(_lab.Directory, "lab"));
        await SendAsync(server, "run", "mirror");
        Directory.CreateDirectory(Path.Combine(_lab.Directory, "lab"));
        await SendAsync(server, "run", "mirror");

        var mails = server.Seen("mail").Select(mail => mail.GetProperty("content").GetString()!).ToArray();
        Assert.Contains("SYNC_FAILED", mails[0], StringComparison.Ordinal);
        await NowhereAsync();
    }

    [Fact]
    public async Task What_a_server_refuses_for_now_is_tried_again_and_what_it_refuses_for_good_is_known()
    {
        using var server = await ServerAsync("--answer", "451 later", "--answer", "550 never", "--answer", "250 taken");
        using var notifier = NotifierCatalog.Open(new NotifierSettings { Kind = "email", Host = "localhost", Port = server.Port, NeedsTls = false, From = "holdfast@example.org", To = ["ops@example.org"] }, TimeProvider.System);
        var notice = new Notice { Id = "mail-1-1", Time = DateTimeOffset.UnixEpoch, Severity = Severity.Error, Subject = "grün\nBcc: x@example.org", Text = "größer als ja 🦊", Json = "{}" };
        Assert.False((await Assert.ThrowsAsync<NotifyException>(() => notifier.SendAsync(notice, Cancellation))).IsPermanent);
        Assert.True((await Assert.ThrowsAsync<NotifyException>(() => notifier.SendAsync(notice, Cancellation))).IsPermanent);
        await notifier.SendAsync(notice, Cancellation);

        var mails = server.Seen("mail");
        Assert.Equal(["451 later", "550 never", "250 taken"], mails.Select(mail => mail.GetProperty("answer").GetString()));
        Assert.Equal(["ops@example.org"], mails[2].GetProperty("to").EnumerateArray().Select(to => to.GetString()));
        Assert.Contains("Message-ID: <mail-1-1@example.org>", mails[2].GetProperty("content").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nBcc:", mails[2].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_goes_by_the_program_of_the_machine()
    {
        var program = Path.Combine(_lab.Directory, "sendmail");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nprintf '%s ' \"$@\" > {_lab.Directory}/arguments\ncat > {_lab.Directory}/mail\n", Cancellation);
        File.SetUnixFileMode(program, (UnixFileMode)0x1ed);
        await File.AppendAllTextAsync(_lab.ConfigFile, $"\nnotifications: {{ channels: {{ local: {{ kind: sendmail, to: [root, ops@example.org], from: holdfast@example.org, program: {program} }} }} }}\n", Cancellation);
        (await _lab.RunAsync("notify", "test", "local")).Ended(0);
        Assert.Equal("-i -f holdfast@example.org -- root ops@example.org ", await File.ReadAllTextAsync(Path.Combine(_lab.Directory, "arguments"), Cancellation));
        Assert.Contains("Subject: [holdfast ", await File.ReadAllTextAsync(Path.Combine(_lab.Directory, "mail"), Cancellation), StringComparison.Ordinal);
    }

    private Task<SmtpServer> ServerAsync(params string[] options) => SmtpServer.StartAsync(Path.Combine(_lab.Directory, "smtp"), options);

    private void Configure(SmtpServer server, string more)
    {
        var secret = Path.Combine(_lab.Directory, "mail.secret");
        File.WriteAllText(secret, Password + "\n");
        File.SetUnixFileMode(secret, (UnixFileMode)0x180);
        File.AppendAllText(_lab.ConfigFile, $$"""

            log-file: {{_lab.Directory}}/holdfast.log
            notifications:
              channels:
                mail: { kind: email, to: ops@example.org, from: holdfast@example.org, host: localhost, port: {{server.Port}}{{(more.Length > 0 ? ", " + more : "")}} }
            """);
    }

    private Task<Answer> SendAsync(SmtpServer server, params string[] arguments) =>
        _lab.StartAsync("/usr/bin/env", [$"SSL_CERT_FILE={server.Authority}", Lab.Executable, .. arguments, "--config", _lab.ConfigFile, "--state", _lab.StateDirectory]);

    // Neither log nor records nor reports have it, in plain or as it is sent.
    private async Task NowhereAsync()
    {
        var found = await _lab.StartAsync("grep", ["-rlE", $"{Password}|{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Password)).TrimEnd('=')}", _lab.StateDirectory, _lab.Directory, "--exclude=mail.secret", "--exclude-dir=smtp"]);
        Assert.True(found.Code == 1, $"the password stands in: {found.Output}");
    }
}
