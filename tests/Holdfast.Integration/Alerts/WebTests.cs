using System.Text.Json;
using Holdfast.Adapters.Notifications;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Cli;
using Holdfast.TestKit;

namespace Holdfast.Integration.Alerts;

/// <summary>Requests to a real server: signed, tried again, led astray by nobody.</summary>
public sealed class WebTests : IDisposable
{
    private readonly WebServer _server = new();
    private readonly WebServer _other = new();
    private readonly Lab _lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _lab.Dispose();
        _server.Dispose();
        _other.Dispose();
    }

    [Fact]
    [Trait("row", "C11")]
    public async Task A_failed_run_of_the_daemon_is_told_by_a_signed_request()
    {
        Configure("hook: { kind: webhook, url: 'env:HOOK_URL', secret: file:hook.secret, token: env:HOOK_TOKEN }");
        await File.WriteAllTextAsync(Path.Combine(_lab.Directory, "hook.secret"), "key-5c1e\n", Cancellation);
        File.SetUnixFileMode(Path.Combine(_lab.Directory, "hook.secret"), (UnixFileMode)0x180);
        Directory.Delete(Path.Combine(_lab.Directory, "lab"));

        await _lab.StartAsync("/usr/bin/env", [$"HOOK_URL={_server.Url("/in/secret-path-91")}", "HOOK_TOKEN=token-77", Lab.Executable, "run", "mirror", "--config", _lab.ConfigFile, "--state", _lab.StateDirectory]);

        var request = Assert.Single(_server.Requests);
        Assert.Equal(("POST /in/secret-path-91 HTTP/1.1", "Bearer token-77"), (request.Line, request.Headers["Authorization"]));
        Assert.Equal($"sha256={WebCaller.Sign("key-5c1e", request.Headers["X-Holdfast-Timestamp"], request.Body)}", request.Headers["X-Holdfast-Signature"]);
        var happened = JsonSerializer.Deserialize<JsonElement>(request.Body).GetProperty("items")[0].GetProperty("event");
        Assert.Equal(("SYNC_FAILED", "lab", "copy"), (happened.GetProperty("name").GetString(), happened.GetProperty("data").GetProperty("source").GetString(), happened.GetProperty("data").GetProperty("target").GetString()));
        Assert.True(happened.GetProperty("data").TryGetProperty("data_at_risk_mb", out _));
        var found = await _lab.StartAsync("grep", ["-rlE", "secret-path-91|token-77|key-5c1e", _lab.Directory, "--exclude=hook.secret"]);
        Assert.True(found.Code == 1, $"a secret stands in: {found.Output}");
    }

    [Fact]
    public async Task An_address_that_is_a_secret_is_not_shown_when_it_cannot_be_reached()
    {
        Configure("chat: { kind: slack, url: 'http://127.0.0.1:9/services/T0/B0/secret-path-91' }");
        var answer = (await _lab.RunAsync("notify", "test", "chat")).Ended(1);
        Assert.Contains("127.0.0.1 cannot be reached", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path-91", answer.Error + answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slack", "text")]
    [InlineData("discord", "content")]
    public async Task A_chat_gets_what_it_takes(string kind, string field)
    {
        Configure($"chat: {{ kind: {kind}, url: '{_server.Url("/x")}' }}");
        (await _lab.RunAsync("notify", "test", "chat")).Ended(0);
        Assert.Contains("this is a test", JsonSerializer.Deserialize<JsonElement>(Assert.Single(_server.Requests).Body).GetProperty(field).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("503 Busy", false)]
    [InlineData("429 Slow down\r\nRetry-After: 120", false)]
    [InlineData("404 Gone", true)]
    [InlineData("302 Found\r\nLocation: /elsewhere", true)]
    public async Task What_a_server_answers_says_whether_to_try_again(string answer, bool permanent)
    {
        _server.Answer(answer);
        var problem = await Assert.ThrowsAsync<NotifyException>(() => PostAsync());
        Assert.Equal((permanent, answer.Contains("120", StringComparison.Ordinal) ? TimeSpan.FromMinutes(2) : null), (problem.IsPermanent, problem.RetryAfter));
        await PostAsync();
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_redirect_is_followed_to_the_same_host_and_to_no_other()
    {
        _server.Answer("307 Moved\r\nLocation: /there");
        await PostAsync();
        Assert.Equal(["POST /here HTTP/1.1", "POST /there HTTP/1.1"], _server.Requests.Select(request => request.Line));

        _server.Answer($"307 Moved\r\nLocation: {_other.Url("/there")}");
        Assert.True((await Assert.ThrowsAsync<NotifyException>(() => PostAsync())).IsPermanent);
        Assert.Empty(_other.Requests);
    }

    [Fact]
    public async Task A_server_that_leads_in_a_circle_is_left()
    {
        for (var i = 0; i < 10; i++) _server.Answer("307 Moved\r\nLocation: /here");
        await Assert.ThrowsAsync<NotifyException>(() => PostAsync());
        Assert.True(_server.Requests.Count <= 4);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_left_after_its_time()
    {
        _server.Answer("nothing");
        var time = new TestTime();
        using var web = new WebCaller(time);
        var posting = web.PostAsync(new WebCall(_server.Url("/here"), "{}", "application/json", new Dictionary<string, string>(), null), Cancellation);
        await _server.News.UntilAsync(() => _server.Requests.Count == 1, "the request to come");
        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<NotifyException>(() => posting)).Message, StringComparison.Ordinal);
    }

    private void Configure(string channel) => File.AppendAllText(_lab.ConfigFile, $"\nlog-file: {_lab.Directory}/holdfast.log\nnotifications:\n  channels:\n    {channel}\n");

    private async Task PostAsync()
    {
        using var web = new WebCaller(TimeProvider.System);
        await web.PostAsync(new WebCall(_server.Url("/here"), "{}", "application/json", new Dictionary<string, string>(), null), Cancellation);
    }
}
