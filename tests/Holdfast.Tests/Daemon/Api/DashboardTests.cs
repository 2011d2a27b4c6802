using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Holdfast.Daemon.Api;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>How the dashboard is handed out.</summary>
public sealed partial class DashboardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/jobs/mirror")]
    [InlineData("/files/second?path=a.csv")]
    [InlineData("/setup")]
    [InlineData("/api")]
    [Trait("row", "D6")]
    public async Task Every_address_of_the_dashboard_is_answered_with_its_page(string address)
    {
        NeedsDashboard();
        await using var stage = await ApiStage.OpenAsync();

        using var answer = await stage.Nobody().GetAsync(address, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Contains("<div id=\"root\">", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_built_file_is_handed_out_packed_for_ever_and_once()
    {
        NeedsDashboard();
        await using var stage = await ApiStage.OpenAsync();
        var client = stage.Nobody();
        var script = Script().Match(await client.GetStringAsync("/", Cancellation)).Value;

        using var plain = await client.GetAsync(script, Cancellation);
        using var packed = await SendAsync(client, script, request => request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")));
        using var again = await SendAsync(client, script, request => request.Headers.IfNoneMatch.Add(plain.Headers.ETag!));

        Assert.Equal("text/javascript", plain.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", string.Join(", ", plain.Headers.GetValues("Cache-Control")), StringComparison.Ordinal);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Cancellation), await new StreamReader(unpacked).ReadToEndAsync(Cancellation));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/nothing")]
    [InlineData("/assets/nothing.js")]
    public async Task What_is_neither_a_page_nor_a_route_is_not_there(string address)
    {
        await using var stage = await ApiStage.OpenAsync();

        using var answer = await stage.Nobody().GetAsync(address, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task The_page_may_run_no_script_and_no_style_but_its_own_files()
    {
        await using var stage = await ApiStage.OpenAsync();

        using var answer = await stage.Nobody().GetAsync("/", Cancellation);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_without_it_says_so_in_its_place()
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/jobs" }, Response = { Body = new MemoryStream() } };

        await new Dashboard(typeof(DashboardTests).Assembly).InvokeAsync(context, _ => Task.CompletedTask);

        context.Response.Body.Position = 0;
        Assert.Contains("Node.js", await new StreamReader(context.Response.Body).ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    private static void NeedsDashboard() => Assert.SkipWhen(
        !typeof(Dashboard).Assembly.GetManifestResourceNames().Any(name => name.StartsWith("web/", StringComparison.Ordinal)), "needs a build with Node.js 20.19 or newer");

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string address, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        change(request);
        return await client.SendAsync(request, Cancellation);
    }

    [GeneratedRegex("/assets/[^\"]+\\.js")]
    private static partial Regex Script();
}
