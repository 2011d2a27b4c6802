using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Control;

[UnsupportedOSPlatform("windows")]
public sealed class ControlTests : IAsyncDisposable, ICommandHandler
{
    private readonly TempDirectory _folder = new();
    private readonly TestTime _time = new();
    private readonly RingSink _ring = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ControlServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(_folder.Path, "control.sock");

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

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
                _release.TrySetResult();
                return 0;
            case "progress":
                for (var i = 0; i < 100_000; i++) sink.Progress(JsonDocument.Parse($"{i}").RootElement);
                return 0;
            default:
                await using (cancellation.Register(() => _cancelled.TrySetResult()))
                {
                    _reached.TrySetResult();
                    await Task.WhenAny(_release.Task, _cancelled.Task);
                }
                cancellation.ThrowIfCancellationRequested();
                return 0;
        }
    }

    [Fact]
    public async Task A_command_gets_what_it_was_told_and_its_exit_code()
    {
        await StartAsync();
        var events = await AskAsync(new ControlRequest { Command = "echo", Args = ["a\nb", "ä"], Options = new Dictionary<string, string> { ["dry-run"] = "true" } });
        Assert.Equal(["output a\nb", "output ä", "error dry-run=true", "end 7"], events);
    }

    [Fact]
    public async Task Two_clients_are_served_at_a_time()
    {
        await StartAsync();
        var slow = AskAsync(new ControlRequest { Command = "wait" });
        await Eventually.SoonAsync(_reached.Task, "the first command");
        Assert.Equal(["output b", "end 7"], await AskAsync(new ControlRequest { Command = "echo", Args = ["b"] }));
        Assert.False(slow.IsCompleted);
        _release.SetResult();
        Assert.Equal(["end 0"], await slow);
    }

    [Fact]
    public async Task A_command_that_throws_is_an_error_to_its_client_alone()
    {
        await StartAsync();
        Assert.Equal(["end 70 no such thing"], await AskAsync(new ControlRequest { Command = "fail" }));
        Assert.Equal(["end 7"], await AskAsync(new ControlRequest { Command = "echo" }));
        Assert.Contains(_ring.Last(10), line => line.Level == LogLevel.Error && line.Area == "control");
    }

    [Theory]
    [InlineData("garbage\n", "cannot be read")]
    [InlineData("{}\n", "cannot be read")]
    [InlineData("null\n", "cannot be read")]
    [InlineData("\0\u0001\n", "cannot be read")]
    [InlineData("{\"version\":2,\"command\":\"echo\"}\n", "speaks version 1")]
    public async Task What_is_no_request_is_refused_with_a_reason(string line, string reason)
    {
        await StartAsync();
        Assert.Contains(reason, (await RawAsync(Encoding.UTF8.GetBytes(line))).Single(), StringComparison.Ordinal);
        Assert.Equal(["end 7"], await AskAsync(new ControlRequest { Command = "echo" }));
    }

    [Fact]
    public async Task A_line_that_never_ends_is_refused()
    {
        await StartAsync();
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        var sending = SendForeverAsync(stream);
        Assert.Contains("longer than 1048576 bytes", await new StreamReader(stream).ReadLineAsync(Token), StringComparison.Ordinal);
        await sending;
        Assert.Equal(["end 7"], await AskAsync(new ControlRequest { Command = "echo" }));
    }

    [Fact]
    public async Task A_client_that_closes_its_sending_half_still_hears_the_end()
    {
        await StartAsync();
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("{\"version\":1,\"command\":\"wait\"}\n"u8.ToArray(), Token);
        socket.Shutdown(SocketShutdown.Send);
        await Eventually.SoonAsync(_reached.Task, "the command");
        _release.SetResult();
        Assert.Contains("\"exit_code\":0", await new StreamReader(stream).ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_dropped_after_a_while()
    {
        await StartAsync();
        using var socket = await ConnectAsync();
        await _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "the server to wait for a request");
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[10], Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_ends_its_command_only_if_it_said_so(bool cancels)
    {
        await StartAsync();
        using (var socket = await ConnectAsync())
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new ControlRequest { Command = "wait", CancelOnDisconnect = cancels }, ControlJson.Default.ControlRequest).Append((byte)'\n').ToArray(), Token);
            await Eventually.SoonAsync(_reached.Task, "the command");
        }
        if (cancels) await Eventually.SoonAsync(_cancelled.Task, "the command to be cancelled");
        Assert.Equal(["end 7"], await AskAsync(new ControlRequest { Command = "echo" }));
        Assert.Equal(cancels, _cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_client_can_end_its_command_and_still_hears_how_it_ended()
    {
        await StartAsync();
        using var cancel = new CancellationTokenSource();
        var asked = AskAsync(new ControlRequest { Command = "wait" }, cancel.Token);
        await Eventually.SoonAsync(_reached.Task, "the command");
        await cancel.CancelAsync();
        Assert.Equal(["end 130 cancelled"], await asked);
    }

    [Fact]
    public async Task A_client_that_stands_still_is_dropped_and_its_command_goes_on()
    {
        await StartAsync();
        using var socket = await ConnectAsync();
        await socket.SendAsync("{\"version\":1,\"command\":\"flood\"}\n"u8.ToArray(), Token);
        await Eventually.SoonAsync(_reached.Task, "the flood");
        Assert.Equal(["end 7"], await AskAsync(new ControlRequest { Command = "echo" }));
        while (!_release.Task.IsCompleted)
        {
            await Task.WhenAny(_release.Task, _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "the command to wait for its client"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Progress_never_waits_and_only_the_latest_counts()
    {
        await StartAsync();
        var events = await AskAsync(new ControlRequest { Command = "progress" });
        Assert.Equal("end 0", events[^1]);
        Assert.InRange(events.Count, 1, 50_000);
    }

    [Fact]
    public async Task More_clients_than_allowed_are_told_so()
    {
        await StartAsync(new ControlRules(SocketPath) { MostClients = 1 });
        var first = AskAsync(new ControlRequest { Command = "wait" });
        await Eventually.SoonAsync(_reached.Task, "the first command");
        Assert.Contains("serves 1 clients already", (await RawAsync([])).Single(), StringComparison.Ordinal);
        _release.SetResult();
        await first;
    }

    [Fact]
    public async Task Commands_under_way_are_cancelled_and_told_so_when_the_daemon_stops()
    {
        await StartAsync();
        var asked = AskAsync(new ControlRequest { Command = "wait" });
        await Eventually.SoonAsync(_reached.Task, "the command");
        await _server!.DisposeAsync();
        Assert.StartsWith("end 75 the daemon is stopping", (await asked).Single(), StringComparison.Ordinal);
        Assert.False(Path.Exists(SocketPath));
        Assert.Null(await ControlClient.TryConnectAsync(SocketPath, Token));
    }

    internal async Task StartAsync(ControlRules? rules = null) =>
        _server = await ControlServer.StartAsync(rules ?? new ControlRules(SocketPath), this, new Log(_time, LogLevel.Debug, _ring), _time, Token);

    private async Task<List<string>> AskAsync(ControlRequest request, CancellationToken cancel = default)
    {
        await using var client = await ControlClient.TryConnectAsync(SocketPath, Token);
        Assert.NotNull(client);
        var events = new List<string>();
        await foreach (var told in client.SendAsync(request, cancel, Token))
        {
            events.Add(string.Join(' ', new[] { told.Kind, told.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture), told.Text }.OfType<string>()));
        }
        return events;
    }

    private async Task<IReadOnlyList<string>> RawAsync(byte[] bytes)
    {
        using var socket = await ConnectAsync();
        if (bytes.Length > 0) await socket.SendAsync(bytes, Token);
        await using var stream = new NetworkStream(socket);
        return (await new StreamReader(stream).ReadToEndAsync(Token)).TrimEnd().Split('\n');
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Token);
        return socket;
    }

    private static async Task SendForeverAsync(Stream stream)
    {
        var block = new byte[65536];
        Array.Fill(block, (byte)'x');
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true) await stream.WriteAsync(block, Token);
        });
    }
}
