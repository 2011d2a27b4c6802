using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Logging;

namespace Holdfast.Daemon.Control;

/// <summary>One client from its request to its end.</summary>
internal sealed class ClientSession(Socket socket, ICommandHandler handler, ILog log, TimeProvider time)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Serves the client. Returns when it was told the end, or is gone and its command has ended.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var outbox = new ClientOutbox(stream, time);
        var sending = outbox.SendAsync();
        try
        {
            outbox.Close(await AnswerAsync(new LineReader(stream), outbox, cancellation));
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
        {
            log.Debug("control", "a client left before it asked for anything", ("why", e.Message));
            outbox.Drop();
        }
        await sending;
    }

    private async Task<ControlEvent> AnswerAsync(LineReader lines, ClientOutbox outbox, CancellationToken cancellation)
    {
        ControlRequest? request;
        try
        {
            var line = await lines.ReadAsync(cancellation).AsTask().WaitAsync(LongestSilence, time, cancellation);
            if (line is not { } bytes) throw new IOException("it closed the connection");
            request = JsonSerializer.Deserialize(bytes.Span, ControlJson.Default.ControlRequest);
        }
        catch (Exception e) when (e is JsonException or LineTooLongException)
        {
            return End(ControlProtocol.UsageExit, $"the request cannot be read: {e.Message}");
        }
        if (request is null) return End(ControlProtocol.UsageExit, "the request cannot be read: it is null");
        return request.Version == ControlProtocol.Version
            ? await CarryOutAsync(request, lines, outbox, cancellation)
            : End(ControlProtocol.UsageExit, $"the daemon speaks version {ControlProtocol.Version} of the protocol, the client version {request.Version}: use the same release of both");
    }

    private async Task<ControlEvent> CarryOutAsync(ControlRequest request, LineReader lines, ClientOutbox outbox, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, request.CancelOnDisconnect ? outbox.Gone : CancellationToken.None);
        using var deaf = new CancellationTokenSource();
        var listening = ListenAsync(request, lines, outbox, end, deaf.Token);
        try
        {
            return End(await handler.HandleAsync(request, outbox, end.Token), null);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return cancellation.IsCancellationRequested
                ? End(ControlProtocol.BusyExit, "the daemon is stopping; the command was cancelled")
                : End(ControlProtocol.CancelledExit, "cancelled");
        }
        catch (Exception e)
        {
            log.Error("control", "a command failed", ("command", request.Command), ("error", e.Message), ("kind", e.GetType().Name));
            return End(ControlProtocol.SoftwareExit, e.Message);
        }
        finally
        {
            await deaf.CancelAsync();
            await listening;
        }
    }

    // A client that has nothing more to say may still listen: only when it said so does its silence end the command.
    private static async Task ListenAsync(ControlRequest request, LineReader lines, ClientOutbox outbox, CancellationTokenSource end, CancellationToken deaf)
    {
        try
        {
            while (await lines.ReadAsync(deaf) is { } line)
            {
                if (JsonSerializer.Deserialize(line.Span, ControlJson.Default.ControlRequest) is { Command: ControlProtocol.Cancel }) await end.CancelAsync();
            }
            if (request.CancelOnDisconnect) outbox.Drop();
        }
        catch (OperationCanceledException) when (deaf.IsCancellationRequested)
        {
            // The command has ended; nobody listens any more.
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            outbox.Drop();
        }
    }

    private static ControlEvent End(int exitCode, string? text) => new() { Kind = ControlEvent.End, ExitCode = exitCode, Text = text };
}
