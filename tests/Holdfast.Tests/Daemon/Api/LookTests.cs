using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Logging;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What is shown of runs, stores and reports.</summary>
[Trait("row", "D6")]
public sealed class LookTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_of_a_run_is_its_own_and_that_of_its_job_while_it_was_under_way()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        var client = await stage.TokenAsync(Role.Operator);
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Warning, "mirror", "long before it", []));
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        using var asked = await client.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
        var run = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();
        await stage.QuietAsync();
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Warning, "mirror", "while it ran", []));
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Warning, "mirror", "of another run", [("run", "20260101-000000-0000")]));
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Warning, "check", "of another job", []));
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Info, "hooks", "told afterwards", [("run", run)]));

        var first = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/log?limit=2", Cancellation);
        var rest = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/log?after={first.GetProperty("next").GetString()}", Cancellation);
        using var none = await client.GetAsync("/api/v1/runs/none/log", Cancellation);

        var said = first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(line => line.GetProperty("message").GetString()!).ToArray();
        Assert.Equal(3, said.Length);
        Assert.StartsWith("done: 1 new", said[0], StringComparison.Ordinal);
        Assert.Equal(["while it ran", "told afterwards"], said[1..]);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Steps_of_a_run_are_found_by_a_part_of_their_names()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("Alpha.txt", "one");
        await stage.WriteAsync("beta.txt", "two");
        var client = await stage.TokenAsync(Role.Operator);
        using var asked = await client.PostAsync("/api/v1/jobs/mirror/plan", null, Cancellation);
        var run = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();
        await stage.QuietAsync();

        var found = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/operations?q=ALPH", Cancellation);

        Assert.Equal("Alpha.txt", Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_store_is_tried_out_as_the_command_does_it()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Operator);

        using var answer = await client.PostAsync($"/api/v1/stores/{stage.Config.Stores[1].Name}/test", null, Cancellation);
        var test = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);

        Assert.True(test.GetProperty("reached").GetBoolean());
        Assert.Equal("reach", test.GetProperty("checks")[0].GetProperty("check").GetString());
        Assert.Equal(test.GetProperty("checks")[0].GetProperty("message").GetString(), test.GetProperty("message").GetString());
    }

    [Fact]
    [Trait("row", "L10")]
    public async Task A_report_that_is_a_page_may_be_shown_inside_ours_and_can_do_nothing_there()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Operator);
        using var made = await client.PostAsync("/api/v1/reports", null, Cancellation);
        var names = (await client.GetFromJsonAsync<JsonElement>("/api/v1/reports", Cancellation)).GetProperty("items").EnumerateArray().Select(report => report.GetProperty("name").GetString()!).ToArray();

        using var page = await client.GetAsync($"/api/v1/reports/{names.Single(name => name.EndsWith(".html", StringComparison.Ordinal))}", Cancellation);
        using var text = await client.GetAsync($"/api/v1/reports/{names.Single(name => name.EndsWith(".txt", StringComparison.Ordinal))}", Cancellation);

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'; sandbox", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Equal("SAMEORIGIN", page.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("frame-ancestors 'none'", text.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}
