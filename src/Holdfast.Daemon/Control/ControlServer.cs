using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Logging;

namespace Holdfast.Daemon.Control;

/// <summary>Where the daemon listens for commands.</summary>
/// <param name="Path">The socket's path.</param>
/// <param name="Mode">The socket's mode, which says who may use it.</param>
internal sealed record ControlRules(string Path, UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
{
    /// <summary>At most so many clients at a time.</summary>
    public int MostClients { get; init; } = 64;
}

/// <summary>Serves commands over a Unix socket.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly ControlRules _rules;
    private readonly ICommandHandler _handler;
    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private ControlServer(ControlRules rules, ICommandHandler handler, ILog log, TimeProvider time, Socket socket)
    {
        (_rules, _handler, _log, _time, _socket) = (rules, handler, log, time, socket);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Begins to serve; the caller holds the state's lock until the server is disposed.</summary>
    /// <exception cref="IOException">The socket cannot be made (see <see cref="ControlSocket.ListenAsync"/>).</exception>
    public static async Task<ControlServer> StartAsync(ControlRules rules, ICommandHandler handler, ILog log, TimeProvider time, CancellationToken cancellation) =>
        new(rules, handler, log, time, await ControlSocket.ListenAsync(rules.Path, rules.Mode, cancellation));

    /// <summary>Takes no more clients, cancels the commands under way, and returns when all clients were told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        File.Delete(_rules.Path);
        await _stop.CancelAsync();
        await _accepting;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _socket.AcceptAsync(_stop.Token);
                clients.RemoveAll(task => task.IsCompleted);
                if (clients.Count < _rules.MostClients) clients.Add(Task.Run(() => ServeAsync(client)));
                else await RefuseAsync(client);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (SocketException e)
            {
                _log.Warn("control", "a client could not be accepted", ("error", e.Message));
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
            }
        }
        await Task.WhenAll(clients);
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await new ClientSession(client, _handler, _log, _time).ServeAsync(_stop.Token);
        }
        catch (Exception e)
        {
            _log.Error("control", "a client could not be served", ("error", e.Message), ("kind", e.GetType().Name));
        }
    }

    private async Task RefuseAsync(Socket client)
    {
        using var owned = client;
        var end = new ControlEvent { Kind = ControlEvent.End, ExitCode = ControlProtocol.BusyExit, Text = $"the daemon serves {_rules.MostClients} clients already" };
        try
        {
            await client.SendAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(end, ControlJson.Default.ControlEvent), (byte)'\n'], SocketFlags.None);
        }
        catch (SocketException e)
        {
            _log.Debug("control", "a client left before it was refused", ("error", e.Message));
        }
    }
}
