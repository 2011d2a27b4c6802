using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.TestKit;
using Holdfast.Tests.House;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>The typed client has a call for each operation of the API, and the running server understands it.</summary>
[Trait("row", "D7")]
public sealed class ClientTests
{
    /// <summary>What programs do not call, with the reason.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/session"] = "browsers sign in, programs have tokens",
        ["DELETE /api/v1/session"] = "browsers sign in, programs have tokens",
        ["GET /api/v1/setup"] = "the page that makes the first account",
        ["POST /api/v1/setup"] = "the page that makes the first account",
        ["DELETE /api/v1/commands/{id}"] = "a part of sending a command",
        ["POST /api/login"] = "a path other systems had",
        ["GET /api/status"] = "a path other systems had",
        ["POST /api/sync/start"] = "a path other systems had",
        ["POST /api/sync/stop"] = "a path other systems had",
        ["POST /api/sync/pause"] = "a path other systems had",
        ["POST /api/sync/resume"] = "a path other systems had",
        ["GET /api/health"] = "for monitors",
        ["GET /healthz"] = "for monitors",
        ["GET /readyz"] = "for monitors",
        ["GET /metrics"] = "for monitors",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_operation_of_the_document_has_a_call()
    {
        using var recorder = new Recorder();
        using var client = HoldfastClient.Of(new Uri("http://localhost"), "holdfast_x", recorder);
        foreach (var call in Calls(client)) await Assert.ThrowsAsync<IOException>(call);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Blueprint.Root, "docs", "openapi.json"), Cancellation));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(word => word.Name != "parameters").Select(word => $"{word.Name.ToUpperInvariant()} {path.Name}")).ToArray();

        Assert.Equal([], operations.Where(operation => !LeftOut.ContainsKey(operation) && !recorder.Seen.Any(seen => Fits(operation, seen))));
        Assert.Equal([], recorder.Seen.Where(seen => !operations.Any(operation => Fits(operation, seen))));
        Assert.Equal([], LeftOut.Keys.Except(operations));
    }

    [Fact]
    public async Task The_running_server_answers_what_the_client_reads()
    {
        await using var stage = await ApiStage.OpenAsync();
        var token = (await stage.Parts.Services.Book.CreateTokenAsync("robot", "admin", null, "test", Cancellation)).Secret;
        using var client = HoldfastClient.Of(new Uri(stage.Url), token);

        Assert.Equal("robot", (await client.WhoAmIAsync(Cancellation)).Name);
        var job = (await client.JobsAsync(Cancellation)).Items[0];
        Assert.Equal(job.Name, (await client.JobAsync(job.Name, Cancellation)).Name);
        Assert.Equal("paused", (await client.PauseJobAsync(job.Name, Cancellation)).Status.State);
        Assert.NotEqual("paused", (await client.ResumeJobAsync(job.Name, Cancellation)).Status.State);
        Assert.NotEmpty((await client.StatusAsync(Cancellation)).Jobs);
        Assert.Equal(7, (await client.DaysAsync(7, Cancellation)).Items.Count);
        Assert.Empty((await client.RunsAsync(null, null, new Page(Limit: 5), Cancellation)).Items);
        Assert.Equal(2, (await client.StoresAsync(Cancellation)).Items.Count);
        Assert.Empty((await client.FindingsAsync(job.Name, "warning", null, default, Cancellation)).Items);
        Assert.Empty((await client.FilesAsync("no such & name", null, null, default, Cancellation)).Items);
        Assert.NotNull((await client.EventsAsync(new EventChoice(), default, Cancellation)).Items);
        Assert.NotNull((await client.LogsAsync(null, null, null, default, Cancellation)).Items);
        Assert.Equal("ann", (await client.AddUserAsync(new NewUser { Name = "ann", Role = "viewer", Password = ApiStage.Password }, Cancellation)).Name);
        Assert.Equal("operator", (await client.ChangeUserAsync("ann", new UserChange { Role = "operator" }, Cancellation)).Role);
        await client.RemoveUserAsync("ann", Cancellation);
        Assert.DoesNotContain((await client.UsersAsync(Cancellation)).Items, user => user.Name == "ann");
        var made = await client.CreateTokenAsync(new NewToken { Name = "second", Role = "viewer" }, Cancellation);
        Assert.NotNull(made.Token);
        await client.RevokeTokenAsync(made.Id, Cancellation);
        Assert.NotEmpty((await client.AuditAsync(default, Cancellation)).Items);
        Assert.NotEmpty(await client.SupportBundleAsync(Cancellation));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_its_reason()
    {
        await using var stage = await ApiStage.OpenAsync();
        var token = (await stage.Parts.Services.Book.CreateTokenAsync("robot", "viewer", null, "test", Cancellation)).Secret;
        using var client = HoldfastClient.Of(new Uri(stage.Url), token);

        Assert.Equal(403, (await Assert.ThrowsAsync<TurnedAwayException>(() => client.UsersAsync(Cancellation))).Status);
        var missing = await Assert.ThrowsAsync<TurnedAwayException>(() => client.JobAsync("none such?", Cancellation));
        Assert.Equal(404, missing.Status);
        Assert.Contains("answers 404: ", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_come_as_they_happen()
    {
        await using var stage = await ApiStage.OpenAsync();
        var token = (await stage.Parts.Services.Book.CreateTokenAsync("robot", "operator", null, "test", Cancellation)).Secret;
        using var client = HoldfastClient.Of(new Uri(stage.Url), token);
        await using var events = client.FollowEventsAsync(0, Cancellation).GetAsyncEnumerator(Cancellation);
        foreach (var message in (string[])["one", "two"])
            stage.Parts.Services.Events.Publish(EventRecords.Of(EventNames.JobStateChanged, stage.Time.GetUtcNow(), Severity.Info, message, new JobStateChangedData("on", "paused"), EventJson.Default.JobStateChangedData));

        var heard = new List<(string Name, string Message)>();
        while (heard.Count < 2)
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Cancellation));
            heard.Add((events.Current.Name, events.Current.Message));
        }
        Assert.Equal([(EventNames.JobStateChanged, "one"), (EventNames.JobStateChanged, "two")], heard);
    }

    private static IEnumerable<Func<Task>> Calls(HoldfastClient c)
    {
        var (t, page, file) = (Cancellation, new Page("x", 5), new FileName("a b", null, "lab"));
        return
        [
            () => c.StatusAsync(t), () => c.DaysAsync(3, t), () => c.JobsAsync(t), () => c.JobAsync("j", t), () => c.StartJobAsync("j", t), () => c.StopJobAsync("j", t),
            () => c.PauseJobAsync("j", t), () => c.ResumeJobAsync("j", t), () => c.RunJobAsync("j", t), () => c.PlanJobAsync("j", t),
            () => c.RunsAsync("j", "failed", page, t), () => c.RunAsync("r", t), () => c.EstimateAsync("r", t), () => c.OperationsAsync("r", "q", "failed", "replace", page, t), () => c.RunLogAsync("r", page, t),
            () => c.ApproveAsync("r", new Approval { Digest = "d" }, t), () => c.RestoreRunAsync("r", new RunRestore(), t),
            () => c.StoresAsync(t), () => c.StoreAsync("s", t), () => c.TestStoreAsync("s", t), () => c.ConnectStoreAsync("s", t), () => c.FinishConnectingAsync("s", new ConnectReturn { Address = "http://localhost/?code=1" }, t),
            () => c.FilesAsync("q", "s", "kept", page, t), () => c.ExplainAsync(file, t), () => c.FileHistoryAsync(file, t), () => c.RestoreFileAsync(new FileRestore { Store = "lab", Path = "a" }, t),
            () => c.FindingsAsync("j", "error", "open", page, t), () => c.FindingAsync(1, t), () => c.AcknowledgeAsync(1, new Acknowledgement(), t), () => c.SnoozeAsync(1, new Snooze { Until = DateTimeOffset.UnixEpoch }, t), () => c.ReopenAsync(1, t),
            () => c.EventsAsync(new EventChoice { Since = 1, Name = "n" }, page, t), async () => await c.FollowEventsAsync(1, t).FirstOrDefaultAsync(t),
            () => c.SettingsAsync(t), () => c.SettingsTextAsync(t), () => c.ValidateSettingsAsync(new SettingsDraft { Text = "x" }, t), () => c.ChangeSettingsAsync(new SettingsChange { Text = "x", WasDigest = "y" }, t),
            () => c.ChannelsAsync(t), () => c.TestChannelAsync(new ChannelChoice { Channel = "c" }, t), () => c.LogsAsync("q", "warn", "daemon", page, t), () => c.ReportsAsync(t), () => c.WriteReportAsync(t), () => c.ReportAsync("n", t), () => c.SupportBundleAsync(t),
            () => c.WhoAmIAsync(t), () => c.UsersAsync(t), () => c.AddUserAsync(new NewUser { Name = "n", Role = "viewer", Password = "p" }, t), () => c.ChangeUserAsync("n", new UserChange(), t), () => c.RemoveUserAsync("n", t),
            () => c.TokensAsync(t), () => c.CreateTokenAsync(new NewToken { Name = "n", Role = "viewer" }, t), () => c.RevokeTokenAsync("i", t), () => c.AuditAsync(page, t),
            async () => await c.SendAsync(new ControlRequest { Command = CommandNames.Status }, default, t).FirstOrDefaultAsync(t),
        ];
    }

    // A segment in braces stands for any one.
    private static bool Fits(string operation, string seen)
    {
        var (wanted, had) = (operation.Split('/'), seen.Split('/'));
        return wanted.Length == had.Length && wanted.Zip(had).All(pair => pair.First == pair.Second || pair.First.StartsWith('{'));
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public List<string> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            throw new HttpRequestException("nobody is there");
        }
    }
}
