using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Daemon.Accounts;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Accounts, tokens, and those who try to get in without.</summary>
[Trait("row", "D13")]
public sealed class AccountTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_account_asks_for_the_code_and_is_the_last_that_does()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = stage.Nobody();
        Assert.True((await client.GetFromJsonAsync<JsonElement>("/api/v1/setup", Cancellation)).GetProperty("needed").GetBoolean());
        var code = stage.Parts.SetupCode.Read();

        Assert.Equal(HttpStatusCode.Forbidden, await SetUpAsync(client, "WRONG", "ada", ApiStage.Password));
        Assert.Equal(HttpStatusCode.BadRequest, await SetUpAsync(client, code, "ada", "short"));
        Assert.Equal(HttpStatusCode.BadRequest, await SetUpAsync(client, code, "ada lovelace", ApiStage.Password));
        Assert.Equal(HttpStatusCode.OK, await SetUpAsync(client, code.ToLowerInvariant(), "ada", ApiStage.Password));
        Assert.Equal(HttpStatusCode.Conflict, await SetUpAsync(client, code, "eve", ApiStage.Password));

        Assert.False((await client.GetFromJsonAsync<JsonElement>("/api/v1/setup", Cancellation)).GetProperty("needed").GetBoolean());
        Assert.Equal("admin", Assert.Single(await stage.Access.UsersAsync(Cancellation)).Role);
        Assert.False(File.Exists(Path.Combine(stage.Config.StateDirectory, SetupCode.FileName)));
    }

    [Fact]
    public async Task Who_guesses_waits_longer_and_longer_and_whoever_knows_gets_in_after_that()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Viewer);
        var client = stage.Nobody();
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(client, "ada", "a wrong guess " + i));

        using var locked = await client.PostAsJsonAsync("/api/v1/session", new { username = "ada", password = ApiStage.Password }, Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), locked.Headers.RetryAfter!.Delta);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(client, "ada", "one more guess"));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(client, "ada", ApiStage.Password));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(client, "ada", ApiStage.Password));
    }

    [Fact]
    public async Task A_name_that_is_none_is_answered_as_a_wrong_password_is()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Viewer);
        var client = stage.Nobody();
        using var known = await client.PostAsJsonAsync("/api/v1/session", new { username = "ada", password = "a wrong guess" }, Cancellation);
        using var unknown = await client.PostAsJsonAsync("/api/v1/session", new { username = "bob", password = "a wrong guess" }, Cancellation);

        Assert.Equal(await known.Content.ReadAsStringAsync(Cancellation), await unknown.Content.ReadAsStringAsync(Cancellation));
        for (var i = 0; i < 4; i++) await SignInAsync(client, "bob", "a wrong guess");
        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync(client, "bob", "a wrong guess"));
    }

    [Fact]
    public async Task What_is_taken_away_holds_at_once()
    {
        await using var stage = await ApiStage.OpenAsync();
        var (admin, viewer) = (await stage.SignedInAsync(Role.Admin), await stage.SignedInAsync(Role.Viewer));
        using var made = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "backup-monitor", role = "viewer" }, Cancellation);
        var token = await made.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var program = stage.Nobody();
        program.DefaultRequestHeaders.Add("Authorization", $"Bearer {token.GetProperty("token").GetString()}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer));

        using var revoked = await admin.DeleteAsync($"/api/v1/tokens/{token.GetProperty("id").GetString()}", Cancellation);
        using var changed = await admin.PatchAsJsonAsync("/api/v1/users/viewer", new { password = "another good password" }, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(viewer));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(stage.Nobody(), "viewer", "another good password"));
        var listed = await admin.GetStringAsync("/api/v1/users", Cancellation);
        Assert.DoesNotContain("password", listed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        await using var stage = await ApiStage.OpenAsync();
        var admin = await stage.SignedInAsync(Role.Admin);

        using var removed = await admin.DeleteAsync("/api/v1/users/admin", Cancellation);
        using var demoted = await admin.PatchAsJsonAsync("/api/v1/users/admin", new { role = "viewer" }, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, removed.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, demoted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin));
    }

    [Fact]
    public async Task A_cookie_and_a_token_end_when_their_time_is_over()
    {
        await using var stage = await ApiStage.OpenAsync();
        var viewer = await stage.SignedInAsync(Role.Viewer);
        var (_, secret) = await stage.Parts.Services.Book.CreateTokenAsync("short", "viewer", stage.Time.GetUtcNow().AddDays(1), "test", Cancellation);
        var program = stage.Nobody();
        program.DefaultRequestHeaders.Add("Authorization", $"Bearer {secret}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program));

        stage.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer));
        for (var day = 0; day < 28; day++)
        {
            stage.Time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer));
        }
        stage.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(viewer));
    }

    [Fact]
    public async Task Nothing_that_is_kept_opens_the_door()
    {
        await using var stage = await ApiStage.OpenAsync();
        var admin = await stage.SignedInAsync(Role.Admin);
        var (_, secret) = await stage.Parts.Services.Book.CreateTokenAsync("one", "admin", null, "test", Cancellation);
        var cookie = admin.DefaultRequestHeaders.GetValues("Cookie").Single()["session=".Length..];

        var kept = string.Concat(Directory.EnumerateFiles(stage.Config.StateDirectory, "state.db*").Select(file => System.Text.Encoding.Latin1.GetString(Bytes(file))));

        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(cookie, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiStage.Password, kept, StringComparison.Ordinal);
    }

    // Read as a whole by another process's eyes would: opening it here would drop SQLite's locks on it.
    private static byte[] Bytes(string file)
    {
        using var read = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        read.StandardOutput.BaseStream.CopyTo(bytes);
        read.WaitForExit();
        return bytes.ToArray();
    }

    private static async Task<HttpStatusCode> SetUpAsync(HttpClient client, string code, string username, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/setup", new { code, username, password }, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SignInAsync(HttpClient client, string username, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { username, password }, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/status", Cancellation);
        return answer.StatusCode;
    }
}
