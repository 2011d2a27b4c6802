using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Daemon.Accounts;
using Holdfast.Tests.House;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What routes answer, on stores that hold something.</summary>
public sealed class AnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "D7")]
    public async Task Answers_have_the_shape_that_the_document_gives_them()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await StoryAsync(stage);
        var document = JsonNode.Parse(Blueprint.Read("docs/openapi.json"))!;
        var run = (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs?limit=1", Cancellation)).GetProperty("items")[0].GetProperty("id").GetString();
        string[] paths =
        [
            "/api/v1/status", "/api/v1/stats", "/api/v1/jobs", "/api/v1/jobs/mirror", "/api/v1/runs", $"/api/v1/runs/{run}", $"/api/v1/runs/{run}/operations", $"/api/v1/runs/{run}/log", "/api/v1/stores", $"/api/v1/stores/{stage.Config.Stores[0].Name}",
            "/api/v1/files", $"/api/v1/files/explain?path=one.txt&store={stage.Config.Stores[1].Name}", $"/api/v1/files/history?path=one.txt&store={stage.Config.Stores[1].Name}", "/api/v1/findings", "/api/v1/events",
            "/api/v1/reports", "/api/v1/logs", "/api/v1/settings", "/api/v1/settings/text", "/api/v1/users", "/api/v1/tokens", "/api/v1/audit", "/api/v1/session", "/api/v1/setup", "/api/status", "/api/health", "/healthz", "/readyz",
        ];
        var wrong = new List<string>();
        var empty = new List<string>();
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path, Cancellation);
            var body = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {body}");
            var route = path.Split('?')[0].Replace(run!, "{id}", StringComparison.Ordinal).Replace(stage.Config.Stores[0].Name, "{name}", StringComparison.Ordinal).Replace("/jobs/mirror", "/jobs/{job}", StringComparison.Ordinal);
            var schema = document["paths"]![route]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            Check(document, schema, JsonNode.Parse(body), path, wrong);
            if (body.Contains("\"items\":[]", StringComparison.Ordinal)) empty.Add(path);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(["/api/v1/findings"], empty);
    }

    [Fact]
    [Trait("row", "D6")]
    public async Task A_file_is_found_explained_and_brought_back()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await StoryAsync(stage);
        var copy = stage.Config.Stores[1].Name;

        var found = await client.GetFromJsonAsync<JsonElement>("/api/v1/files?q=ONE", Cancellation);
        var none = await client.GetFromJsonAsync<JsonElement>("/api/v1/files?q=nothing-is-called-that", Cancellation);
        var explained = await client.GetFromJsonAsync<JsonElement>($"/api/v1/files/explain?path=one.txt&store={copy}", Cancellation);
        using var dry = await client.PostAsJsonAsync("/api/v1/files/restore", new { path = "one.txt", store = copy, dry_run = true }, Cancellation);
        using var restored = await client.PostAsJsonAsync("/api/v1/files/restore", new { path = "one.txt", store = copy }, Cancellation);
        await stage.QuietAsync();

        Assert.Equal(("one.txt", "kept", copy), (found.GetProperty("items")[0].GetProperty("path").GetString(), found.GetProperty("items")[0].GetProperty("state").GetString(), found.GetProperty("items")[0].GetProperty("store").GetString()));
        Assert.Empty(none.GetProperty("items").EnumerateArray());
        Assert.Equal(2, explained.GetProperty("copies").EnumerateArray().Count(one => one.GetProperty("state").GetString() == "present"));
        Assert.Equal("replace", (await dry.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("steps")[0].GetProperty("kind").GetString());
        Assert.Equal("first", await stage.ReadAsync(copy, "one.txt"));
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
    }

    [Fact]
    [Trait("row", "N1")]
    public async Task A_plan_is_looked_at_and_then_approved_by_its_digest_alone()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        var client = await stage.TokenAsync(Role.Operator);
        using var planned = await client.PostAsync("/api/v1/jobs/mirror/plan", null, Cancellation);
        await stage.QuietAsync();
        var id = (await planned.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();
        var plan = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}", Cancellation)).GetProperty("run");
        var copy = stage.Config.Stores[1].Name;
        Assert.Equal("planned", plan.GetProperty("state").GetString());

        using var wrong = await client.PostAsJsonAsync($"/api/v1/runs/{id}/approve", new { digest = new string('0', 64) }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Null(await stage.ReadAsync(copy, "one.txt"));

        using var right = await client.PostAsJsonAsync($"/api/v1/runs/{id}/approve", new { digest = plan.GetProperty("plan_digest").GetString() }, Cancellation);
        await stage.QuietAsync();
        Assert.Equal(HttpStatusCode.Accepted, right.StatusCode);
        Assert.Equal("one", await stage.ReadAsync(copy, "one.txt"));
    }

    [Fact]
    [Trait("row", "N14")]
    public async Task A_plan_that_waits_tells_what_it_would_take()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        var client = await stage.TokenAsync(Role.Operator);
        using var run = await client.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
        await stage.QuietAsync();
        await stage.WriteAsync("two.txt", "twofold");
        using var planned = await client.PostAsync("/api/v1/jobs/mirror/plan", null, Cancellation);
        await stage.QuietAsync();
        var id = (await planned.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();

        var estimate = await client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}/estimate", Cancellation);

        Assert.Equal((1, true), (estimate.GetProperty("earlier_runs").GetInt32(), estimate.TryGetProperty("seconds_most", out _)));
        Assert.Equal([(stage.Config.Stores[0].Name, 0, 7), (stage.Config.Stores[1].Name, 7, 0)],
            estimate.GetProperty("stores").EnumerateArray().Select(store => (store.GetProperty("store").GetString(), store.GetProperty("bytes_up").GetInt32(), store.GetProperty("bytes_down").GetInt32())));
        var done = (await run.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();
        using var ended = await client.GetAsync($"/api/v1/runs/{done}/estimate", Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
    }

    [Fact]
    [Trait("row", "N1")]
    public async Task A_plan_that_is_only_looked_at_leaves_its_job_as_it_stood()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        var client = await stage.TokenAsync(Role.Operator);
        using var run = await client.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
        await stage.QuietAsync();
        var before = await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs/mirror", Cancellation);
        await stage.WriteAsync("two.txt", "two");

        using var planned = await client.PostAsync("/api/v1/jobs/mirror/plan", null, Cancellation);
        await stage.QuietAsync();
        stage.Parts.Overview.Forget();

        var after = await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs/mirror", Cancellation);
        var status = await client.GetFromJsonAsync<JsonElement>("/api/v1/status", Cancellation);
        var listed = await client.GetFromJsonAsync<JsonElement>("/api/v1/runs?state=planned", Cancellation);
        Assert.Equal(before.GetProperty("status").GetRawText(), after.GetProperty("status").GetRawText());
        Assert.Equal(before.GetProperty("last_run").GetRawText(), after.GetProperty("last_run").GetRawText());
        Assert.Equal(("idle", 0), (after.GetProperty("status").GetProperty("state").GetString(), status.GetProperty("errors").GetInt32()));
        Assert.Equal("plan", listed.GetProperty("items")[0].GetProperty("trigger").GetString());
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task The_short_paths_stop_and_start_all_jobs_that_move_data()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Operator);

        Assert.Equal("paused", await SyncAsync(client, "pause"));
        Assert.Equal("running", await SyncAsync(client, "resume"));
        Assert.Equal("stopped", await SyncAsync(client, "stop"));
        var jobs = await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs", Cancellation);
        Assert.Equal(["stopped", "idle"], jobs.GetProperty("items").EnumerateArray().Select(job => job.GetProperty("status").GetProperty("state").GetString()));
        Assert.Equal("running", await SyncAsync(client, "start?job=mirror"));
    }

    [Fact]
    [Trait("row", "D6")]
    public async Task Settings_are_checked_saved_and_not_written_over_somebody_else()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Admin);
        var now = await client.GetFromJsonAsync<JsonElement>("/api/v1/settings/text", Cancellation);
        var (text, digest) = (now.GetProperty("text").GetString()!, now.GetProperty("digest").GetString());
        var better = text.Replace("5m", "10m", StringComparison.Ordinal);

        using var judged = await client.PostAsJsonAsync("/api/v1/settings/validate", new { text = text.Replace("5m", "5 minutes", StringComparison.Ordinal) }, Cancellation);
        using var wrong = await client.PutAsJsonAsync("/api/v1/settings", new { text = "jobs: 1", was_digest = digest }, Cancellation);
        using var saved = await client.PutAsJsonAsync("/api/v1/settings", new { text = better, was_digest = digest }, Cancellation);
        using var late = await client.PutAsJsonAsync("/api/v1/settings", new { text, was_digest = digest }, Cancellation);

        var problem = (await judged.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("problems")[0];
        Assert.Equal(("jobs.mirror.every", 5), (problem.GetProperty("field").GetString(), problem.GetProperty("line").GetInt32()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(better, await File.ReadAllTextAsync(stage.Config.File, Cancellation));
        Assert.Equal(text, await File.ReadAllTextAsync(stage.Config.File + ".before", Cancellation));
    }

    [Fact]
    [Trait("row", "D6")]
    public async Task Numbers_are_told_as_prometheus_reads_them()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await StoryAsync(stage);
        var text = await client.GetStringAsync("/metrics", Cancellation);

        Assert.Contains("holdfast_job_state{job=\"mirror\",state=\"idle\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("holdfast_runs_total 2\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+({[a-z]+=\".*\"(,[a-z]+=\".*\")*})? [-+0-9.eE]+)$", line));
    }

    [Fact]
    public async Task Reports_are_listed_and_read_and_nothing_else_is()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await StoryAsync(stage);
        var name = (await client.GetFromJsonAsync<JsonElement>("/api/v1/reports", Cancellation)).GetProperty("items")[0].GetProperty("name").GetString();

        using var report = await client.GetAsync($"/api/v1/reports/{name}", Cancellation);
        using var other = await client.GetAsync("/api/v1/reports/..%2Fholdfast.yaml", Cancellation);

        Assert.Equal(HttpStatusCode.OK, report.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    // Two runs, the second of which replaced something; a report, a line of the log, an event, an account and a token.
    private static async Task<HttpClient> StoryAsync(ApiStage stage)
    {
        await stage.AddUserAsync("ada", Role.Viewer);
        var client = await stage.TokenAsync(Role.Admin);
        foreach (var content in (string[])["first", "second, and longer"])
        {
            await stage.WriteAsync("one.txt", content);
            using var run = await client.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
            await stage.QuietAsync();
        }
        using var report = await client.PostAsync("/api/v1/reports", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, report.StatusCode);
        await stage.Parts.Services.Events.FlushAsync();
        return client;
    }

    private static async Task<string?> SyncAsync(HttpClient client, string what)
    {
        using var answer = await client.PostAsync($"/api/sync/{what}", null, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("status").GetString();
    }

    private static void Check(JsonNode document, JsonNode schema, JsonNode? value, string at, List<string> wrong)
    {
        if (schema["$ref"]?.GetValue<string>() is { } name) Check(document, document["components"]!["schemas"]![name.Split('/')[^1]]!, value, at, wrong);
        else if (schema["oneOf"] is JsonArray choices) Check(document, choices.First(choice => choice!["$ref"] is not null)!, value, at, wrong);
        else if (value is JsonArray items)
        {
            if (schema["items"] is not { } each) wrong.Add($"{at} is a list, and should not be");
            else foreach (var item in items) Check(document, each, item, at + "[]", wrong);
        }
        else if (value is JsonObject made && schema["properties"] is JsonObject properties)
        {
            foreach (var needed in schema["required"]?.AsArray() ?? []) if (!made.ContainsKey(needed!.GetValue<string>())) wrong.Add($"{at} has no {needed}");
            foreach (var (member, inner) in made)
            {
                if (properties[member] is { } known) Check(document, known, inner, $"{at}.{member}", wrong);
                else wrong.Add($"{at} has a member {member} of which the document knows nothing");
            }
        }
        else if (value is JsonValue && schema["type"] is { } type && !type.ToJsonString().Contains(Kind(value), StringComparison.Ordinal)) wrong.Add($"{at} is {value.ToJsonString()}, and should be {type.ToJsonString()}");
    }

    private static string Kind(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        // A whole number may stand where any number may.
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "\"",
    };
}
