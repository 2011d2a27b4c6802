using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Who may use which route.</summary>
public sealed class RouteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_says_what_it_needs()
    {
        await using var stage = await ApiStage.OpenAsync();
        var routes = stage.Server.Endpoints.OfType<RouteEndpoint>().ToArray();

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.True(route.Metadata.GetMetadata<Needs>() is not null, $"{route.RoutePattern.RawText} says nothing of who may use it"));
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task Somebody_signs_in_and_out_with_a_cookie()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Viewer);
        var client = stage.Nobody();

        using var wrong = await client.PostAsJsonAsync("/api/login", new { username = "ada", password = "not the password" }, Cancellation);
        using var right = await client.PostAsJsonAsync("/api/login", new { username = "ada", password = ApiStage.Password }, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        var cookie = right.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        client.DefaultRequestHeaders.Add("Cookie", ApiStage.CookieOf(right));
        Assert.Equal("ada", (await client.GetFromJsonAsync<JsonElement>("/api/v1/session", Cancellation)).GetProperty("name").GetString());
        using var left = await client.DeleteAsync("/api/v1/session", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using var after = await client.GetAsync("/api/v1/session", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    [Trait("row", "D5")]
    public async Task A_job_is_run_by_an_operator_and_looked_at_by_a_viewer()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        var (viewer, worker) = (await stage.TokenAsync(Role.Viewer), await stage.SignedInAsync(Role.Operator));

        using var refused = await viewer.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
        using var accepted = await worker.PostAsync("/api/v1/jobs/mirror/run", null, Cancellation);
        var run = (await accepted.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetString();
        await stage.QuietAsync();
        var ended = await viewer.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}", Cancellation);
        var steps = await viewer.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/operations?outcome=done", Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("succeeded", ended.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal("one.txt", steps.GetProperty("items")[0].GetProperty("path").GetString());
    }
}
