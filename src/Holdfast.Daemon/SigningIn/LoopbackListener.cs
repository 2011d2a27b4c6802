using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace Holdfast.Daemon.SigningIn;

/// <summary>Waits on a port of this machine alone for a browser that comes back from the page of an account.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int Longest = 16 << 10;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public LoopbackListener() => _listener.Start();

    /// <summary>Where the browser comes back to.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Waits for it, and tells the person how it went.</summary>
    /// <param name="finish">Ends the sign-in with state, code and error; returns what the page says, or throws with what it says instead.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<T> WaitAsync<T>(Func<string?, string?, string?, Task<T>> finish, CancellationToken cancellation)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(cancellation);
            var stream = client.GetStream();
            // Browsers ask for icons too; only what brings a state back is an answer.
            if (await QueryAsync(stream, cancellation) is not { } query || query["state"] is null)
            {
                await AnswerAsync(stream, "404 Not Found", "There is nothing here.", cancellation);
                continue;
            }
            try
            {
                var result = await finish(query["state"], query["code"], query["error"]);
                await AnswerAsync(stream, "200 OK", "Holdfast is connected. You can close this page.", cancellation);
                return result;
            }
            catch (Adapters.SigningIn.SignInException e)
            {
                await AnswerAsync(stream, "400 Bad Request", $"Holdfast is not connected: {e.Message}", cancellation);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static async Task<System.Collections.Specialized.NameValueCollection?> QueryAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[Longest];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0) return null;
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0) continue;
            var words = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf("\r\n"u8)).Split(' ');
            return words is ["GET", var target, _] && target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? HttpUtility.ParseQueryString(target[(at + 1)..]) : null;
        }
        return null;
    }

    private static async Task AnswerAsync(NetworkStream stream, string status, string text, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes($"<!doctype html><meta charset=\"utf-8\"><title>Holdfast</title><p>{HttpUtility.HtmlEncode(text)}</p>");
        var head = Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nContent-Security-Policy: default-src 'none'\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(head, cancellation);
        await stream.WriteAsync(body, cancellation);
        await stream.FlushAsync(cancellation);
    }
}
