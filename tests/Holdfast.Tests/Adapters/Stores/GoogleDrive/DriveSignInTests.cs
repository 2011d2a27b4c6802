using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.Adapters.SigningIn;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>Signing in, tokens that run out, and what is never told to anybody.</summary>
[Trait("row", "D1")]
public sealed class DriveSignInTests
{
    private const string Redirect = "http://127.0.0.1:4711/";
    private readonly DriveBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_on_a_page_and_the_code_is_proven_to_be_ours()
    {
        using var google = new GoogleSignIn(DriveBench.Client, "http://127.0.0.1:1", TimeProvider.System, new Carrying(_bench.Server));
        var consent = google.Begin(Redirect, "ada@example.com");
        var back = await BrowseAsync(consent.Address);
        Assert.Equal(consent.State, back["state"]);
        var stolen = consent with { Verifier = new string('x', 43) };
        var refused = await Assert.ThrowsAsync<SignInException>(() => google.FinishAsync(stolen, back["code"]!, Cancellation));
        Assert.True(refused.IsRefused);

        consent = google.Begin(Redirect, null);
        _bench.Grant = await google.FinishAsync(consent, (await BrowseAsync(consent.Address))["code"]!, Cancellation);
        await using var store = await _bench.ReadAsync();
        Assert.Equal(["./"], await DriveBench.NamesAsync(store));
    }

    [Fact]
    public async Task A_code_is_typed_on_another_device()
    {
        var time = new TestTime();
        using var google = new GoogleSignIn(DriveBench.Client, "http://127.0.0.1:1", time, new Carrying(_bench.Server));
        var code = await google.DeviceAsync(Cancellation);
        var granted = google.DeviceGrantAsync(code, Cancellation);
        await NextAsync(time);
        await DueAsync(time);
        _bench.Server.AllowDevice();
        await NextAsync(time);
        _bench.Grant = await granted;
        _bench.Server.Add("theirs", "1");
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var written = await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = 0x1A4 }, Content = new BytesReader("ours"u8.ToArray()) }, Cancellation);
        Assert.Equal(["./", "f"], await DriveBench.NamesAsync(store));
        await store.WriteAsync(new WriteRequest { Wanted = written.Entry, Content = new BytesReader("newer"u8.ToArray()), Replaces = written.Entry, TrashRun = "run" }, Cancellation);
        await using var again = await _bench.ReadAsync();
        Assert.Equal("newer", await DriveBench.ReadAsync(again, "f"));
    }

    [Fact]
    public async Task Who_asks_too_often_for_a_code_asks_five_seconds_more_seldom_from_then_on()
    {
        var time = new TestTime();
        var server = new Answering("authorization_pending", "slow_down", "authorization_pending", "slow_down", "authorization_pending", null);
        using var google = new GoogleSignIn(DriveBench.Client, "http://127.0.0.1:1", time, server);
        var granted = google.DeviceGrantAsync(new DeviceCode("d", "U", "https://device.example.com", TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30)), Cancellation);
        var waits = new List<double>();
        for (var i = 0; i < 6; i++) waits.Add(await NextAsync(time));
        Assert.Equal("granted", await granted);
        Assert.Equal([5, 5, 10, 10, 15, 15], waits);
    }

    [Fact]
    public async Task Of_a_code_that_nobody_types_in_time_or_that_is_refused_nothing_comes()
    {
        var time = new TestTime();
        using var google = new GoogleSignIn(DriveBench.Client, "http://127.0.0.1:1", time, new Answering("authorization_pending", "internal_failure", "authorization_pending", "authorization_pending"));
        var late = google.DeviceGrantAsync(new DeviceCode("d", "U", "https://device.example.com", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)), Cancellation);
        Assert.Equal(5, await NextAsync(time));
        Assert.Equal(5, await NextAsync(time));
        // A server that stumbles is asked less often as well.
        Assert.Equal(10, await NextAsync(time));
        Assert.Equal(10, await NextAsync(time));
        Assert.Contains("in time", (await Assert.ThrowsAsync<SignInException>(() => late)).Message, StringComparison.Ordinal);

        using var other = new GoogleSignIn(DriveBench.Client, "http://127.0.0.1:1", time, new Answering("access_denied"));
        var refused = other.DeviceGrantAsync(new DeviceCode("d", "U", "https://device.example.com", TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30)), Cancellation);
        await NextAsync(time);
        Assert.Contains("access_denied", (await Assert.ThrowsAsync<SignInException>(() => refused)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_account_signs_in_by_its_key()
    {
        using var key = RSA.Create(2048);
        _bench.Server.ServiceKey = key.ExportPkcs8PrivateKeyPem();
        _bench.Server.Add("f", "1");
        var client = new JsonObject { ["type"] = "service_account", ["client_email"] = "robot@example.com", ["private_key"] = key.ExportPkcs8PrivateKeyPem() }.ToJsonString();
        await using var store = await _bench.ReadAsync(settings => settings with { Client = _ => ValueTask.FromResult(client), Grant = _ => throw new InvalidOperationException("nobody grants"), Account = "ada@example.com" });
        Assert.Equal(["./", "f"], await DriveBench.NamesAsync(store));
    }

    [Theory]
    [InlineData(null, "nobody has signed in yet")]
    [InlineData("1//taken-back", "invalid_grant")]
    public async Task Without_a_grant_that_holds_somebody_must_sign_in(string? grant, string cause)
    {
        _bench.Grant = grant;
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync());
        Assert.Equal(StoreFault.Denied, refused.Fault);
        Assert.Contains(cause, refused.Cause, StringComparison.Ordinal);
        Assert.Contains("holdfast login google drive", refused.Cause, StringComparison.Ordinal);
        if (grant is not null) Assert.DoesNotContain(grant, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeDrive.ClientSecret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_account_is_refused()
    {
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await _bench.ReadAsync(settings => settings with { Account = "eve@example.com" }));
        Assert.Equal(StoreFault.Denied, refused.Fault);
        Assert.Contains("ada@example.com", refused.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_runs_out_in_the_middle_is_renewed_once_for_all_who_work()
    {
        for (var i = 0; i < 20; i++) _bench.Server.Add($"f{i}", $"{i}");
        await using var store = await _bench.ReadAsync();
        var entries = (await DriveBench.ListAsync(store)).Skip(1).ToArray();
        var before = _bench.Server.Refreshes;
        _bench.Server.ExpireAccess();
        await Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = Cancellation }, async (entry, token) =>
        {
            await using var reader = await store.OpenReadAsync(entry, token);
            Assert.False((await reader.ReadAsync(new byte[100], token)).IsEnd);
        });
        Assert.Equal(before + 1, _bench.Server.Refreshes);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_runs_out()
    {
        var time = new TestTime();
        var bench = new DriveBench(time);
        await using var store = await bench.ReadAsync();
        time.Advance(TimeSpan.FromMinutes(58));
        await DriveBench.ListAsync(store);
        Assert.Equal(2, bench.Server.Refreshes);
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task A_token_goes_to_no_other_host()
    {
        _bench.Server.AddDocument("Huge", exportSize: 11 << 20);
        _bench.Server.BaseUrl = "http://192.0.2.7:1";
        var hosts = new List<string>();
        _bench.Between = server => new Listening(server, request => { lock (hosts) hosts.Add(request.RequestUri!.Host); });
        await using var store = await _bench.OpenAsync();
        var entry = (await store.StatAsync(TreePath.From("Huge.docx"), Cancellation))!;
        await Assert.ThrowsAsync<StoreException>(async () => await store.OpenReadAsync(entry, Cancellation));
        Assert.Equal(["127.0.0.1"], hosts.Distinct());
    }

    private async Task<System.Collections.Specialized.NameValueCollection> BrowseAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await _bench.Server.AnswerAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
    }

    private sealed class Carrying(FakeDrive server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => server.AnswerAsync(request, cancellationToken);
    }

    private sealed class Listening(HttpMessageHandler inner, Action<HttpRequestMessage> hear) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            hear(request);
            return base.SendAsync(request, cancellationToken);
        }
    }

    // An answer is waited for up to 30 seconds: that timer is not the one.
    private static Task DueAsync(TestTime time) => time.TimersChanged.UntilAsync(() => time.NextDue - time.GetUtcNow() < TimeSpan.FromSeconds(30), "a question to be due");

    // Moves the clock to when it is asked next, and tells how long that was.
    private static async Task<double> NextAsync(TestTime time)
    {
        await DueAsync(time);
        var wait = time.NextDue!.Value - time.GetUtcNow();
        time.Advance(wait);
        return wait.TotalSeconds;
    }

    /// <summary>Refuses in these words, one after the other; null grants.</summary>
    private sealed class Answering(params string?[] words) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var word = words[_next++];
            var answer = word is null ? new JsonObject { ["access_token"] = "t", ["refresh_token"] = "granted" } : new JsonObject { ["error"] = word };
            return Task.FromResult(new HttpResponseMessage(word switch { null => HttpStatusCode.OK, "authorization_pending" or "slow_down" => (HttpStatusCode)428, "internal_failure" => HttpStatusCode.InternalServerError, _ => HttpStatusCode.Forbidden }) { Content = new StringContent(answer.ToJsonString()) });
        }
    }
}
