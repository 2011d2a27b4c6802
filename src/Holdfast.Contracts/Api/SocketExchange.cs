using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Contracts.Api;

/// <summary>
/// Carries one request over a socket of this machine, in HTTP/1.0: the answer ends with the connection. A command is over before the
/// library for HTTP is loaded, which all other requests go by.
/// </summary>
/// <param name="open">Connects.</param>
internal sealed class SocketExchange(Func<CancellationToken, ValueTask<Socket>> open) : HttpMessageHandler
{
    private const int LongestHead = 16 << 10;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var stream = new NetworkStream(await open(cancellationToken), ownsSocket: true);
        var answered = false;
        try
        {
            await stream.WriteAsync(await BytesAsync(request, cancellationToken), cancellationToken);
            var answer = await ReadAsync(stream, cancellationToken);
            answered = true;
            return answer;
        }
        finally
        {
            if (!answered) await stream.DisposeAsync();
        }
    }

    private static async Task<byte[]> BytesAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellation);
        var path = request.RequestUri is { IsAbsoluteUri: true } whole ? whole.PathAndQuery : $"/{request.RequestUri?.OriginalString.TrimStart('/')}";
        var head = string.Create(CultureInfo.InvariantCulture, $"{request.Method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static async Task<HttpResponseMessage> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var (buffer, have, head) = (new byte[LongestHead], 0, -1);
        while (head < 0)
        {
            if (have == buffer.Length) throw Strange();
            var read = await stream.ReadAsync(buffer.AsMemory(have), cancellation);
            if (read == 0) throw Strange();
            have += read;
            head = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
        }
        var lines = Encoding.ASCII.GetString(buffer, 0, head).Split("\r\n");
        if (lines[0].Split(' ') is not ["HTTP/1.1" or "HTTP/1.0", var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) throw Strange();
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StreamContent(new BegunStream(buffer.AsMemory(head + 4, have - head - 4), stream)) };
        foreach (var line in lines.Skip(1))
        {
            if (line.Split(": ", 2) is not [var name, var value]) continue;
            if (name.Equals("Location", StringComparison.OrdinalIgnoreCase)) answer.Headers.Location = new Uri(value, UriKind.Relative);
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && MediaTypeHeaderValue.TryParse(value, out var type)) answer.Content.Headers.ContentType = type;
        }
        return answer;
    }

    private static HttpRequestException Strange() => new(HttpRequestError.InvalidResponse, "what answers is no server of the API");
}
