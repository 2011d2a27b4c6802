using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Commands of this machine, over the control socket.</summary>
[Trait("row", "L9")]
public sealed class ControlTests : ICommandHandler
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Eventually _begun = new();
    private int _waiting;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    async Task<int> ICommandHandler.HandleAsync(ControlRequest request, IControlSink sink, CancellationToken cancellation)
    {
        switch (request.Command)
        {
            case "echo":
                foreach (var arg in request.Args) await sink.OutputAsync(arg, cancellation);
                foreach (var (name, value) in request.Options) await sink.ErrorAsync($"{name}={value}", cancellation);
                return 7;
            case "fail":
                throw new InvalidOperationException("no such thing");
            case "flood":
                for (var i = 0; i < 100_000; i++)
                {
                    sink.Progress(JsonDocument.Parse($"{i}").RootElement);
                    await sink.OutputAsync(new string('x', 1000), cancellation);
                    if (i == 500) _reached.TrySetResult();
                }
                return 0;
            case "progress":
                for (var i = 0; i < 100_000; i++) sink.Progress(JsonDocument.Parse($"{i}").RootElement);
                return 0;
            default:
                await using (cancellation.Register(() => _cancelled.TrySetResult()))
                {
                    Interlocked.Increment(ref _waiting);
                    _reached.TrySetResult();
                    _begun.Notify();
                    await Task.WhenAny(_release.Task, _cancelled.Task);
                }
                cancellation.ThrowIfCancellationRequested();
                return 0;
        }
    }

    [Fact]
    public async Task A_command_gets_what_it_was_told_and_its_exit_code()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var events = await AskAsync(stage, new ControlRequest { Command = "echo", Args = ["a\nb", "ä"], Options = new Dictionary<string, string> { ["dry-run"] = "true" } });
        Assert.Equal(["output a\nb", "output ä", "error dry-run=true", "end 7"], events);
    }

    [Fact]
    public async Task Two_clients_are_served_at_a_time()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var slow = AskAsync(stage, new ControlRequest { Command = "wait" });
        await Eventually.SoonAsync(_reached.Task, "the first command");
        Assert.Equal(["output b", "end 7"], await AskAsync(stage, new ControlRequest { Command = "echo", Args = ["b"] }));
        Assert.False(slow.IsCompleted);
        _release.SetResult();
        Assert.Equal(["end 0"], await slow);
    }

    [Fact]
    public async Task A_command_that_throws_is_an_error_to_its_client_alone()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        Assert.Equal(["end 70 no such thing"], await AskAsync(stage, new ControlRequest { Command = "fail" }));
        Assert.Equal(["end 7"], await AskAsync(stage, new ControlRequest { Command = "echo" }));
        Assert.Contains(stage.Log.Last(10), line => line.Level == LogLevel.Error && line.Message == "a command failed");
    }

    [Theory]
    [InlineData("garbage", "the JSON that is expected here")]
    [InlineData("{}", "the JSON that is expected here")]
    [InlineData("{\"version\":1,\"command\":\"echo\"}", "speaks version 2")]
    public async Task What_is_no_request_is_refused_with_a_reason(string body, string reason)
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        using var client = Raw(stage);
        using var answer = await client.PostAsync("/api/v1/commands", new StringContent(body, Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_that_is_no_server_of_ours_is_told()
    {
        using var place = new TempDirectory();
        using var socket = await ControlSocket.ListenAsync(place.Path + "/s", UnixFileMode.UserRead | UnixFileMode.UserWrite, Token);
        var serving = Task.Run(async () =>
        {
            using var client = await socket.AcceptAsync(Token);
            await client.SendAsync("{\"kind\":\"end\",\"exit_code\":64}\n"u8.ToArray(), Token);
        }, Token);
        using var stranger = await HoldfastClient.TryConnectAsync(place.Path + "/s", Token);
        var error = await Assert.ThrowsAnyAsync<IOException>(() => TellAsync(stranger!, new ControlRequest { Command = "echo" }));
        Assert.Contains(place.Path + "/s", error.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task A_client_that_hangs_up_ends_its_command()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        using var hangUp = new CancellationTokenSource();
        using var client = await HoldfastClient.TryConnectAsync(stage.SocketPath, Token);
        var asked = TellAsync(client!, new ControlRequest { Command = "wait" }, cancellation: hangUp.Token);
        await Eventually.SoonAsync(_reached.Task, "the command");
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.SoonAsync(_cancelled.Task, "the command to be cancelled");
        Assert.Equal(["end 7"], await AskAsync(stage, new ControlRequest { Command = "echo" }));
    }

    [Fact]
    public async Task A_client_can_end_its_command_and_still_hears_how_it_ended()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        using var cancel = new CancellationTokenSource();
        var asked = AskAsync(stage, new ControlRequest { Command = "wait" }, cancel.Token);
        await Eventually.SoonAsync(_reached.Task, "the command");
        await cancel.CancelAsync();
        Assert.Equal(["end 130 cancelled"], await asked);
    }

    [Fact]
    public async Task Nobody_ends_the_command_of_somebody_else()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var (viewer, owner) = (await stage.TokenAsync(Role.Viewer), Raw(stage));
        using var asked = await owner.SendAsync(Request("wait"), HttpCompletionOption.ResponseHeadersRead, Token);
        await Eventually.SoonAsync(_reached.Task, "the command");

        using var other = await viewer.DeleteAsync(asked.Headers.Location, Token);
        Assert.Equal((HttpStatusCode.NotFound, false), (other.StatusCode, _cancelled.Task.IsCompleted));

        using var own = await owner.DeleteAsync(asked.Headers.Location, Token);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        await Eventually.SoonAsync(_cancelled.Task, "the command to be cancelled");
        owner.Dispose();
    }

    [Fact]
    public async Task A_client_that_stands_still_is_let_go_and_others_are_served()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        using var client = Raw(stage);
        using var asked = await client.SendAsync(Request("flood"), HttpCompletionOption.ResponseHeadersRead, Token);
        await Eventually.SoonAsync(_reached.Task, "the flood");
        Assert.Equal(["end 7"], await AskAsync(stage, new ControlRequest { Command = "echo" }));
        var quiet = stage.Parts.Commands.EndAsync();
        while (!quiet.IsCompleted)
        {
            await Task.WhenAny(quiet, stage.Time.TimersChanged.UntilAsync(() => stage.Time.NextDue is not null, "the command to wait for its client"));
            stage.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Progress_never_waits_and_only_the_latest_counts()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var events = await AskAsync(stage, new ControlRequest { Command = "progress" });
        Assert.Equal("end 0", events[^1]);
        Assert.InRange(events.Count, 1, 50_000);
    }

    [Fact]
    public async Task More_commands_than_allowed_are_told_so()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var waiting = Enumerable.Range(0, CommandsUnderWay.Most).Select(_ => AskAsync(stage, new ControlRequest { Command = "wait" })).ToArray();
        await _begun.UntilAsync(() => Volatile.Read(ref _waiting) == CommandsUnderWay.Most, "all commands to begin");
        Assert.Equal(["end 75 the daemon carries 64 commands out already"], await AskAsync(stage, new ControlRequest { Command = "echo" }));
        _release.SetResult();
        Assert.All(await Task.WhenAll(waiting), told => Assert.Equal(["end 0"], told));
    }

    [Fact]
    public async Task Commands_under_way_are_cancelled_and_told_so_when_the_daemon_stops()
    {
        await using var stage = await ApiStage.OpenAsync(handler: this);
        var asked = AskAsync(stage, new ControlRequest { Command = "wait" });
        await Eventually.SoonAsync(_reached.Task, "the command");
        await stage.Server.DisposeAsync();
        Assert.StartsWith("end 75 the daemon is stopping", (await asked).Single(), StringComparison.Ordinal);
        Assert.False(Path.Exists(stage.SocketPath));
        Assert.Null(await HoldfastClient.TryConnectAsync(stage.SocketPath, Token));
    }

    [Fact]
    public async Task Without_an_address_or_with_one_that_is_taken_commands_are_served_all_the_same()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        await using var off = await ApiStage.OpenAsync(_ => ServerConfig.Off, handler: this);
        await using var late = await ApiStage.OpenAsync(server => server with { Listen = new ListenAddress(IPAddress.Loopback, ((IPEndPoint)taken.LocalEndPoint!).Port) }, handler: this);
        Assert.Equal((0, null), (off.Server.Urls.Count, off.Server.Trouble));
        Assert.Empty(late.Server.Urls);
        Assert.Contains("in use by another program", late.Server.Trouble, StringComparison.Ordinal);
        foreach (var stage in (ApiStage[])[off, late]) Assert.Equal(["end 7"], await AskAsync(stage, new ControlRequest { Command = "echo" }));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Cookie", "session=x")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [Trait("row", "D13")]
    public async Task What_was_passed_on_for_somebody_else_is_turned_away(string header, string value)
    {
        await using var stage = await ApiStage.OpenAsync();
        using var client = Raw(stage);
        using var direct = await client.GetAsync("/api/v1/session", Token);
        client.DefaultRequestHeaders.Add(header, value);
        using var passedOn = await client.GetAsync("/api/v1/session", Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (direct.StatusCode, passedOn.StatusCode));
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task Who_uses_the_socket_is_an_admin_by_the_name_of_the_system_and_changes_are_noted_once()
    {
        await using var stage = await ApiStage.OpenAsync();
        using var client = Raw(stage);
        var who = JsonDocument.Parse(await client.GetStringAsync("/api/v1/session", Token)).RootElement;
        await AskAsync(stage, new ControlRequest { Command = CommandNames.Status });
        await AskAsync(stage, new ControlRequest { Command = CommandNames.User, Args = ["add", "ada"], Options = new Dictionary<string, string> { ["role"] = "viewer", ["password"] = ApiStage.Password } });

        // A request is noted when all of it is over, which its client need not wait for.
        await stage.Server.DisposeAsync();
        var noted = await stage.Access.AuditAsync(null, 100, Token);

        Assert.Equal((Environment.UserName, "admin", "local"), (who.GetProperty("name").GetString(), who.GetProperty("role").GetString(), who.GetProperty("kind").GetString()));
        var only = Assert.Single(noted);
        Assert.Equal(($"{Environment.UserName} on this machine", "POST /api/v1/commands", "user add ada", "socket"), (only.Who, only.Action, only.Detail, only.Address));
    }

    // Whatever a client of the API could say, over the socket.
    private static HttpClient Raw(ApiStage stage) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(stage.SocketPath), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://localhost") };

    private static HttpRequestMessage Request(string command) =>
        new(HttpMethod.Post, "/api/v1/commands") { Content = new StringContent($"{{\"version\":2,\"command\":\"{command}\"}}", Encoding.UTF8, "application/json") };

    private static async Task<List<string>> AskAsync(ApiStage stage, ControlRequest request, CancellationToken cancel = default)
    {
        using var client = await HoldfastClient.TryConnectAsync(stage.SocketPath, Token);
        Assert.NotNull(client);
        return await TellAsync(client, request, cancel);
    }

    private static async Task<List<string>> TellAsync(HoldfastClient client, ControlRequest request, CancellationToken cancel = default, CancellationToken cancellation = default)
    {
        var events = new List<string>();
        await foreach (var told in client.SendAsync(request, cancel, cancellation))
            events.Add(string.Join(' ', new[] { told.Kind, told.ExitCode?.ToString(CultureInfo.InvariantCulture), told.Text }.OfType<string>()));
        return events;
    }
}
