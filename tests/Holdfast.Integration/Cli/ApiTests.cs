using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Integration.Cli;

/// <summary>The API of the built program.</summary>
[Trait("lane", "slow")]
public sealed partial class ApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "D6")]
    public async Task The_numbers_pass_the_check_of_prometheus()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is missing (package prometheus)");
        using var lab = new Lab { Listen = "127.0.0.1:0" };
        lab.Write("one.txt", "one");
        using var client = await ClientAsync(lab, "viewer", await StartAsync(lab));
        var numbers = await client.GetStringAsync("/metrics", Cancellation);

        using var check = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await check.StandardInput.WriteAsync(numbers);
        check.StandardInput.Close();
        var told = await check.StandardError.ReadToEndAsync(Cancellation) + await check.StandardOutput.ReadToEndAsync(Cancellation);
        await check.WaitForExitAsync(Cancellation);

        Assert.True(check.ExitCode == 0 && told.Trim().Length == 0, $"{told}\n{numbers}");
    }

    [Fact]
    [Trait("row", "D5")]
    public async Task What_was_paused_over_the_api_stays_so_over_a_new_start()
    {
        using var lab = new Lab { Listen = "127.0.0.1:0" };
        lab.Write("one.txt", "one");
        var (daemon, url) = await StartAsync(lab);
        using (var client = await ClientAsync(lab, "operator", (daemon, url)))
        {
            using var paused = await client.PostAsync("/api/sync/pause", null, Cancellation);
            Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        }
        Assert.Equal(0, await daemon.TerminateAsync());

        using var again = await ClientAsync(lab, "viewer", await StartAsync(lab));

        var status = await again.GetFromJsonAsync<JsonElement>("/api/status", Cancellation);
        Assert.Equal("paused", status.GetProperty("state").GetString());
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task Accounts_are_made_with_and_without_a_daemon_and_their_passwords_are_not_told()
    {
        using var lab = new Lab { Listen = "127.0.0.1:0" };
        File.WriteAllText(Path.Combine(lab.Directory, "password"), "correct horse battery\n");
        var before = (await lab.RunAsync("user", "add", "ada", "--role", "admin", "--password-file", "password", "--json")).Ended(0);
        var (daemon, url) = await StartAsync(lab);
        (await lab.RunAsync("user", "add", "bob", "--role", "viewer", "--password-file", "password")).Ended(0);
        (await lab.RunAsync("user", "add", "bob", "--role", "viewer", "--password-file", "password")).Ended(2);
        using var client = new HttpClient { BaseAddress = new Uri(url) };

        foreach (var name in (string[])["ada", "bob"])
        {
            using var answer = await client.PostAsJsonAsync("/api/login", new { username = name, password = "correct horse battery" }, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        (await lab.RunAsync("user", "remove", "bob")).Ended(0);
        using var gone = await client.PostAsJsonAsync("/api/login", new { username = "bob", password = "correct horse battery" }, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        Assert.DoesNotContain("horse", before.Output + before.Error + daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_keeps_no_job_from_running()
    {
        using var first = new Lab { Listen = "127.0.0.1:0" };
        var (_, url) = await StartAsync(first);
        using var second = new Lab { Listen = new Uri(url).Authority };
        second.Write("one.txt", "one");
        var daemon = await second.StartDaemonAsync();

        await daemon.UntilAsync(() => daemon.Said("cannot be served"), "the daemon to say that the port is taken");
        await daemon.UntilAsync(() => File.Exists(second.Copy("one.txt")), "the pass at the start");

        var doctor = (await second.RunAsync("doctor", "--json")).Rows("check");
        Assert.Contains(doctor, check => check.GetProperty("result").GetString() == "warning" && check.TryGetProperty("subject", out var subject) && subject.GetString() == "api");
    }

    private static async Task<(DaemonProcess Daemon, string Url)> StartAsync(Lab lab)
    {
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => Served().IsMatch(daemon.Log), "the API to be served");
        return (daemon, Served().Match(daemon.Log).Groups[1].Value);
    }

    private static async Task<HttpClient> ClientAsync(Lab lab, string role, (DaemonProcess Daemon, string Url) served)
    {
        var token = (await lab.RunAsync("token", "create", "test", "--role", role)).Ended(0).Output.Trim();
        return new HttpClient { BaseAddress = new Uri(served.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    [GeneratedRegex(@"serves url=(http://\S+)")]
    private static partial Regex Served();
}
