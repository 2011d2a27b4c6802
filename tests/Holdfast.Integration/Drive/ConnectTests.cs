using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.TestKit;

namespace Holdfast.Integration.Drive;

/// <summary>Signing in to a Drive over the API, as the dashboard does.</summary>
[Trait("lane", "slow")]
[Trait("row", "D1")]
public sealed partial class ConnectTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_comes_back_by_itself_or_a_person_brings_its_address()
    {
        await using var lab = await DriveLab.MakeAsync();
        lab.Listen = "127.0.0.1:0";
        lab.Drive.Add("f", "1");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => Served().IsMatch(daemon.Log), "the API to be served");
        await daemon.UntilAsync(() => daemon.Said("holdfast login google drive"), "the daemon to say that somebody must sign in");
        Assert.Contains("drive", await AskedForAsync(lab));
        var token = (await lab.RunAsync("token", "create", "test", "--role", "admin")).Output.Trim();
        using var client = new HttpClient { BaseAddress = new Uri(Served().Match(daemon.Log).Groups[1].Value) };
        using var nobody = await client.PostAsync("/api/v1/stores/drive/connect", null, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var other = await client.PostAsync("/api/v1/stores/copy/connect", null, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);

        var back = await DriveLab.BrowseAsync(await BeginAsync(client));
        using var browser = new HttpClient();
        using var connected = await browser.GetAsync(new Uri(back), Cancellation);
        Assert.Equal(HttpStatusCode.OK, connected.StatusCode);
        Assert.Contains("connected to drive", await connected.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var again = await browser.GetAsync(new Uri(back), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        var test = await (await client.PostAsync("/api/v1/stores/drive/test", null, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(test.GetProperty("reached").GetBoolean(), test.ToString());

        lab.Drive.Revoke();
        var address = await DriveLab.BrowseAsync(await BeginAsync(client));
        using var wrong = await client.PostAsJsonAsync("/api/v1/stores/drive/connect/finish", new { address = "http://127.0.0.1/?state=x&code=y" }, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        using var finished = await client.PostAsJsonAsync("/api/v1/stores/drive/connect/finish", new { address }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.DoesNotContain("1//grant", daemon.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("4/code", daemon.Log, StringComparison.Ordinal);
    }

    // What is logged of the run comes a moment before the event.
    private static async Task<string?[]> AskedForAsync(DriveLab lab)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            string?[] stores = [.. (await lab.RunAsync("events", "--name", "AUTH_REQUIRED", "--json")).Rows("event").Select(told => told.GetProperty("store").GetString())];
            if (stores.Length > 0 || TimeProvider.System.GetElapsedTime(since) > Eventually.Patience) return stores;
        }
    }

    private static async Task<string> BeginAsync(HttpClient client)
    {
        using var begun = await client.PostAsync("/api/v1/stores/drive/connect", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        return (await begun.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("address").GetString()!;
    }

    [GeneratedRegex(@"serves url=(http://\S+)")]
    private static partial Regex Served();
}
