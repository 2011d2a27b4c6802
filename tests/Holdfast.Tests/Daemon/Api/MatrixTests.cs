using System.Net;
using System.Text;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Everybody who may come, at every route of the running server, with every method.</summary>
[Trait("row", "D13")]
public sealed class MatrixTests
{
    private static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];

    public static TheoryData<string> Comers => ["nobody", "viewer", "operator", "admin", "viewer token", "operator token", "admin token", "wrong token", "wrong cookie", "foreign origin", "foreign host", "foreign fetch"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Comers))]
    public async Task A_route_lets_in_who_has_its_role_and_nobody_else(string comer)
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await ClientAsync(stage, comer);
        var wrong = new List<string>();
        foreach (var route in stage.Server.Endpoints.OfType<RouteEndpoint>().DistinctBy(route => route.RoutePattern.RawText))
        {
            foreach (var method in Methods)
            {
                if (method == HttpMethod.Delete && route.RoutePattern.RawText == "/api/v1/session") continue;
                var status = await AskAsync(client, method, Path(route));
                if (!IsRight(comer, Needed(stage, route, method), status)) wrong.Add($"{method} {route.RoutePattern.RawText} answers {comer} with {(int)status}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("nas.example.org", HttpStatusCode.OK)]
    [InlineData("NAS.example.org", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("nas.example.org.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.1", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_names_of_ours_are_answered(string host, HttpStatusCode expected)
    {
        await using var stage = await ApiStage.OpenAsync(server => server with { Hosts = ["nas.example.org"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health") { Headers = { Host = $"{host}:{new Uri(stage.Url).Port}" } };
        using var answer = await stage.Nobody().SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_of_ours_and_a_program_may_change_things_and_a_page_elsewhere_may_not()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.SignedInAsync(Role.Operator);

        Assert.Equal(HttpStatusCode.OK, await PauseAsync(client, null));
        Assert.Equal(HttpStatusCode.OK, await PauseAsync(client, stage.Url));
        Assert.Equal(HttpStatusCode.Forbidden, await PauseAsync(client, "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await PauseAsync(client, "null"));
        Assert.Equal(HttpStatusCode.Forbidden, await PauseAsync(client, stage.Url.Replace("http:", "https:", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await PauseAsync(client, "http://127.0.0.1:1"));
    }

    [Fact]
    public async Task Every_change_stands_in_the_audit_log_and_so_does_every_try()
    {
        await using var stage = await ApiStage.OpenAsync();
        var (viewer, worker, admin) = (await stage.SignedInAsync(Role.Viewer), await stage.TokenAsync(Role.Operator), await stage.SignedInAsync(Role.Admin));
        await PauseAsync(viewer, null);
        await PauseAsync(worker, null);

        var log = (await stage.Access.AuditAsync(null, 100, Cancellation)).Select(change => $"{change.Who}: {change.Action} {change.Target} {change.Outcome}").ToArray();

        Assert.Contains("viewer: POST /api/v1/jobs/{job}/pause mirror 403", log);
        Assert.Contains("token Operator token: POST /api/v1/jobs/{job}/pause mirror 200", log);
        Assert.Contains(log, line => line.StartsWith("nobody: POST /api/v1/session  200", StringComparison.Ordinal));
        using var read = await admin.GetAsync("/api/v1/audit?limit=1", Cancellation);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    private static async Task<HttpStatusCode> PauseAsync(HttpClient client, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs/mirror/pause");
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpClient> ClientAsync(ApiStage stage, string comer)
    {
        var client = comer switch
        {
            "viewer" or "operator" or "admin" => await stage.SignedInAsync(Roles.Parse(comer)!.Value),
            "viewer token" or "operator token" or "admin token" => await stage.TokenAsync(Roles.Parse(comer.Split(' ')[0])!.Value),
            "foreign origin" or "foreign host" or "foreign fetch" => await stage.SignedInAsync(Role.Admin),
            _ => stage.Nobody(),
        };
        if (comer == "wrong token") client.DefaultRequestHeaders.Add("Authorization", "Bearer holdfast_nobody-has-this");
        if (comer == "wrong cookie") client.DefaultRequestHeaders.Add("Cookie", "session=nobody-has-this");
        if (comer == "foreign origin") client.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        if (comer == "foreign fetch") client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        if (comer == "foreign host") client.DefaultRequestHeaders.Host = "evil.example";
        return client;
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return answer.StatusCode;
    }

    // The route of this path that has the method; null when none has.
    private static Needs? Needed(ApiStage stage, RouteEndpoint route, HttpMethod method) => stage.Server.Endpoints.OfType<RouteEndpoint>()
        .FirstOrDefault(other => other.RoutePattern.RawText == route.RoutePattern.RawText && other.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains(method.Method))
        ?.Metadata.GetRequiredMetadata<Needs>();

    private static bool IsRight(string comer, Needs? needs, HttpStatusCode status)
    {
        if (comer == "foreign host") return status == HttpStatusCode.MisdirectedRequest;
        if (comer is "foreign origin" or "foreign fetch") return status == HttpStatusCode.Forbidden;
        if (needs is null) return status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound;
        var role = Roles.Parse(comer.Split(' ')[0]);
        var isLetIn = needs.Role is null || role >= needs.Role;
        if (isLetIn) return status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)status < 500;
        return status == (role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
    }

    private static string Path(RouteEndpoint route) => route.RoutePattern.RawText!.Replace("{job}", "none", StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
}
