using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Holdfast.Contracts.Control;

namespace Holdfast.Contracts.Api;

/// <summary>Talks to a daemon on another machine over its API, with the commands and answers of the control socket.</summary>
public sealed class RemoteClient : IDisposable
{
    private readonly HttpClient _client;

    /// <summary>Makes one; nothing is sent yet.</summary>
    /// <param name="server">The daemon's address.</param>
    /// <param name="token">The token that lets in.</param>
    /// <exception cref="ArgumentException">The token would be sent to another machine without HTTPS.</exception>
    public RemoteClient(Uri server, string token)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Scheme != Uri.UriSchemeHttps && !(server.Scheme == Uri.UriSchemeHttp && server.IsLoopback))
            throw new ArgumentException($"{server} is not https: a token is sent to another machine over HTTPS alone", nameof(server));
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <summary>Sends a command and gives what the daemon tells, the end last. Cancelling hangs up, which ends the command.</summary>
    /// <exception cref="IOException">The daemon cannot be reached, turns the command away, or went away before the end.</exception>
    public async IAsyncEnumerable<ControlEvent> SendAsync(ControlRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await AskAsync(request, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var lines = new LineReader(body);
        while (true)
        {
            var told = Parse(await ReadAsync(lines, cancellation));
            yield return told;
            if (told.Kind == ControlEvent.End) yield break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> AskAsync(ControlRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/v1/commands") { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest)) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        HttpResponseMessage answer;
        try { answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation); }
        catch (HttpRequestException e) { throw new IOException($"{_client.BaseAddress} cannot be reached: {e.InnerException?.Message ?? e.Message}", e); }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new IOException($"{_client.BaseAddress} answers {(int)answer.StatusCode}: {await DetailAsync(answer, cancellation)}");
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        const string Nothing = "nothing more";
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return Nothing;
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellation), ApiJson.Default.Problem)?.Detail ?? Nothing;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(LineReader lines, CancellationToken cancellation)
    {
        try { return await lines.ReadAsync(cancellation); }
        catch (HttpRequestException e) { throw new IOException($"the daemon went away before the command ended: {e.Message}", e); }
    }

    private ControlEvent Parse(ReadOnlyMemory<byte>? line)
    {
        if (line is not { } bytes) throw new IOException($"the daemon at {_client.BaseAddress} went away before the command ended");
        try { return JsonSerializer.Deserialize(bytes.Span, ControlJson.Default.ControlEvent) ?? throw new JsonException("nothing"); }
        catch (JsonException e) { throw new IOException($"what answers at {_client.BaseAddress} does not speak Holdfast's protocol: {e.Message}", e); }
    }
}
