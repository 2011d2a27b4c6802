using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Accounts;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What those can do who may do nothing, and those who may do little.</summary>
[Trait("row", "D13")]
public sealed class StrangerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_guesses_many_passwords_at_a_time_is_let_try_no_more_of_them()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Viewer);

        var tries = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => stage.Parts.Door.SignInAsync("ada", $"a wrong guess {i}", "192.0.2.7", Cancellation)));

        Assert.Equal(5, tries.Count(one => one.Wait == TimeSpan.Zero));
    }

    [Fact]
    public async Task Whoever_knows_the_password_is_let_in_however_often()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Viewer);

        for (var i = 0; i < 40; i++) Assert.NotNull((await stage.Parts.Door.SignInAsync("ada", ApiStage.Password, "192.0.2.7", Cancellation)).Principal);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.3.2.1", true)]
    [InlineData("::1", "127.0.0.1", true)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:3::7", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    public void Addresses_that_one_can_choose_among_are_one_place(string left, string right, bool isOne) => Assert.Equal(isOne, LockOut.PlaceOf(left) == LockOut.PlaceOf(right));

    [Fact]
    public async Task Names_that_nobody_can_have_are_all_one_and_are_not_kept()
    {
        await using var stage = await ApiStage.OpenAsync();
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 6; i++) waits.Add((await stage.Parts.Door.SignInAsync(new string('x', 1000 + i), "a wrong guess", "192.0.2.7", Cancellation)).Wait);

        Assert.All(waits[..5], wait => Assert.Equal(TimeSpan.Zero, wait));
        Assert.True(waits[5] > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_body_that_is_longer_than_a_name_and_a_password_is_not_read_from_a_stranger()
    {
        await using var stage = await ApiStage.OpenAsync();
        foreach (var path in (string[])["/api/login", "/api/v1/session", "/api/v1/setup"])
        {
            using var answer = await stage.Nobody().PostAsJsonAsync(path, new { username = new string('x', 100_000), password = "x", code = "x" }, Cancellation);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_stranger_cannot_fill_the_audit_log()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.AddUserAsync("ada", Role.Admin);
        for (var i = 0; i < 10; i++) (await stage.Nobody().PostAsJsonAsync("/api/v1/setup", new { code = "x", username = "eve", password = ApiStage.Password }, Cancellation)).Dispose();
        for (var i = 0; i < 10; i++) (await stage.Nobody().PostAsJsonAsync("/api/v1/session", new { username = "ada", password = $"a wrong guess {i}" }, Cancellation)).Dispose();

        var noted = await stage.Access.AuditAsync(null, 100, Cancellation);

        Assert.Equal(5, noted.Count);
        Assert.All(noted, one => Assert.Equal(("nobody", "as ada", "401"), (one.Who, one.Detail, one.Outcome)));
    }

    [Fact]
    public async Task What_is_noted_of_a_request_is_never_long()
    {
        await using var stage = await ApiStage.OpenAsync();
        var worker = await stage.TokenAsync(Role.Operator);
        using var command = await worker.PostAsJsonAsync("/api/v1/commands", new { version = ControlProtocol.Version, command = "restore", args = new[] { new string('x', 100_000) } }, Cancellation);
        await command.Content.ReadAsStringAsync(Cancellation);
        using var path = await worker.PostAsync($"/api/v1/jobs/{new string('y', 5000)}/run", null, Cancellation);
        await stage.Server.DisposeAsync();

        var noted = await stage.Access.AuditAsync(null, 100, Cancellation);

        Assert.All(noted, one => Assert.InRange((one.Detail?.Length ?? 0) + one.Target.Length, 1, 750));
        Assert.Equal(2, noted.Count);
    }

    [Fact]
    public async Task Nobody_marks_a_finding_in_the_name_of_somebody_else()
    {
        await using var stage = await ApiStage.OpenAsync();
        var state = stage.Parts.Services.State;
        await state.Findings.ReplaceAsync("mirror", stage.Config.Stores[1].Name, Scope.All, [new Finding("conflict", Severity.Warning, TreePath.From("one.txt"), "was changed on both sides") { Store = stage.Config.Stores[1].Name }], stage.Time.GetUtcNow(), Cancellation);
        var known = Assert.Single(await state.Findings.ListAsync(FindingFilter.Open, 10, Cancellation));
        using var client = HoldfastClient.Of(new Uri(stage.Url), (await stage.Parts.Services.Book.CreateTokenAsync("robot", "operator", null, "test", Cancellation)).Secret);
        var request = new ControlRequest { Command = CommandNames.MarkFinding, Args = ["ack", $"{known.Id}"], Options = new Dictionary<string, string> { ["by"] = "ada", ["note"] = "known" } };

        var told = new List<ControlEvent>();
        await foreach (var one in client.SendAsync(request, CancellationToken.None, Cancellation)) told.Add(one);

        var row = told.Single(one => one.Kind == ControlEvent.Row).Data!.Value;
        Assert.Equal("token robot", row.GetProperty("by").GetString());
    }

    [Fact]
    public void An_address_that_opens_something_is_shown_to_nobody_who_only_looks()
    {
        var settings = Holdfast.Daemon.Configuration.ConfigShow.Json(Configuration.Reading.Good($"{Configuration.Reading.Short}\nnotifications: {{ channels: {{ chat: {{ kind: slack, url: \"https://hooks.example.org/services/T0/secret\" }} }} }}\nwatchdog: {{ ping: \"https://example.org\" }}\n"), hidesAddresses: true);

        Assert.DoesNotContain("secret", settings, StringComparison.Ordinal);
        var shown = JsonDocument.Parse(settings).RootElement;
        Assert.Equal("https://hooks.example.org/…", shown.GetProperty("notifications").GetProperty("channels").GetProperty("chat").GetProperty("url").GetProperty("value").GetString());
        Assert.Equal("https://example.org", shown.GetProperty("watchdog").GetProperty("ping").GetProperty("value").GetString());
    }
}
