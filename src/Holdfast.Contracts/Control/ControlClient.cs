using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Holdfast.Contracts.Control;

/// <summary>The daemon is there, and this user may not talk to it.</summary>
public sealed class ControlDeniedException(string path)
    : UnauthorizedAccessException($"a daemon is running, but you may not use its control socket {path}: the socket's owner, group and mode say who may (setting 'socket-mode')");

/// <summary>Talks to a running daemon over its control socket: one connection, one command.</summary>
public sealed class ControlClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly string _path;

    private ControlClient(Socket socket, string path) => (_stream, _path) = (new NetworkStream(socket, ownsSocket: true), path);

    /// <summary>Connects; null when no daemon listens there (no socket, or one that a crashed daemon left).</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlDeniedException">The socket's mode forbids it.</exception>
    /// <exception cref="SocketException">Connecting failed for another reason.</exception>
    public static async Task<ControlClient?> TryConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var connected = false;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            connected = true;
            return new ControlClient(socket, path);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new ControlDeniedException(path);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused || !Path.Exists(path))
        {
            return null;
        }
        finally
        {
            if (!connected) socket.Dispose();
        }
    }

    /// <summary>Sends a command and gives what the daemon tells, the end last. To be called once.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancel">Asks the daemon to end the command; its end is still given. May be cancelled at any time.</param>
    /// <param name="cancellation">Stops listening at once.</param>
    /// <exception cref="IOException">The daemon went away before the end, or did not speak the protocol.</exception>
    public async IAsyncEnumerable<ControlEvent> SendAsync(ControlRequest request, CancellationToken cancel, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await WriteAsync(request, cancellation);
        var asked = Task.CompletedTask;
        await using var registration = cancel.Register(() => asked = AskToEndAsync(cancellation));
        var lines = new LineReader(_stream);
        while (true)
        {
            var next = Parse(await lines.ReadAsync(cancellation));
            yield return next;
            if (next.Kind == ControlEvent.End) break;
        }
        await asked;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private ControlEvent Parse(ReadOnlyMemory<byte>? line)
    {
        if (line is not { } bytes) throw new IOException($"the daemon at {_path} went away before the command ended");
        try { return JsonSerializer.Deserialize(bytes.Span, ControlJson.Default.ControlEvent) ?? throw new JsonException("nothing"); }
        catch (JsonException e) { throw new IOException($"what listens at {_path} does not speak Holdfast's protocol: {e.Message}", e); }
    }

    private async Task AskToEndAsync(CancellationToken cancellation)
    {
        try { await WriteAsync(new ControlRequest { Command = ControlProtocol.Cancel }, cancellation); }
        catch (IOException)
        {
            // The daemon ended the command, or itself, at the same moment: the reader tells which.
        }
    }

    private async Task WriteAsync(ControlRequest request, CancellationToken cancellation)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest);
        if (line.Length > ControlProtocol.MaxLine) throw new LineTooLongException();
        await _stream.WriteAsync((byte[])[.. line, (byte)'\n'], cancellation);
    }
}
