using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Holdfast.Contracts.Control;

namespace Holdfast.Contracts.Api;

/// <summary>The daemon is there, and this user may not talk to it.</summary>
public sealed class ControlDeniedException(string path)
    : UnauthorizedAccessException($"a daemon is running, but you may not use its control socket {path}: the socket's owner, group and mode say who may (setting 'socket-mode')");

/// <summary>
/// Asks a daemon by its API, and gives it commands: the one of this machine over its control socket, one elsewhere over HTTPS with a token. What
/// cannot be asked or read is an <see cref="IOException"/>, what the daemon refuses a <see cref="TurnedAwayException"/>.
/// </summary>
public sealed partial class HoldfastClient : IDisposable
{
    // A daemon that lives begins to answer at once, and then can be asked to end the command.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly HttpMessageInvoker _way;
    private readonly Uri _address;
    private readonly string _where;
    private readonly AuthenticationHeaderValue? _token;
    private Socket? _open;

    private HoldfastClient(Uri address, string where, string? token, HttpMessageHandler way) =>
        (_address, _where, _token, _way) = (address, where, token is null ? null : new AuthenticationHeaderValue("Bearer", token), new HttpMessageInvoker(way));

    /// <summary>A client of the daemon that listens on a socket of this machine; null when none does (no socket, or one that a crashed daemon left).</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlDeniedException">The socket's mode forbids it.</exception>
    /// <exception cref="SocketException">Connecting failed for another reason.</exception>
    public static async Task<HoldfastClient?> TryConnectAsync(string path, CancellationToken cancellation)
    {
        if (await TryOpenAsync(path, cancellation) is not { } open) return null;
        HoldfastClient? made = null;
        async ValueTask<Socket> AgainAsync(CancellationToken token) => Interlocked.Exchange(ref made!._open, null) ?? await TryOpenAsync(path, token) ?? throw new IOException($"the daemon at {path} went away");
        return made = new HoldfastClient(new Uri("http://localhost/"), $"the daemon at {path}", null, new SocketExchange(AgainAsync)) { _open = open };
    }

    /// <summary>A client of a daemon elsewhere; nothing is sent yet.</summary>
    /// <param name="server">The daemon's address.</param>
    /// <param name="token">The token that lets in.</param>
    /// <exception cref="ArgumentException">The token would be sent to another machine without HTTPS.</exception>
    public static HoldfastClient Of(Uri server, string token)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Scheme == Uri.UriSchemeHttps || (server.Scheme == Uri.UriSchemeHttp && server.IsLoopback)
            ? new HoldfastClient(server, server.ToString(), token, new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
            : throw new ArgumentException($"{server} is not https: a token is sent to another machine over HTTPS alone", nameof(server));
    }

    /// <summary>A client whose requests go by a way of the caller's.</summary>
    internal static HoldfastClient Of(Uri server, string token, HttpMessageHandler way) => new(server, server.ToString(), token, way);

    /// <summary>Sends a command and gives what the daemon tells, the end last.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancel">Asks the daemon to end the command; its end is still given, unless the daemon had not begun to answer. May be cancelled at any time.</param>
    /// <param name="cancellation">Hangs up at once, which ends the command too.</param>
    /// <exception cref="IOException">The daemon cannot be reached, turns the command away, went away before the end, or speaks another language.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the daemon began to answer, or hung up.</exception>
    public async IAsyncEnumerable<ControlEvent> SendAsync(ControlRequest request, CancellationToken cancel, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await AskAsync(request, cancel, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var asked = Task.CompletedTask;
        await using var registration = cancel.Register(() => asked = AskToEndAsync(answer.Headers.Location, cancellation));
        var lines = new LineReader(body);
        while (true)
        {
            var told = Parse(await ReadAsync(lines, cancellation));
            yield return told;
            if (told.Kind == ControlEvent.End) break;
        }
        await asked;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _way.Dispose();
        Interlocked.Exchange(ref _open, null)?.Dispose();
    }

    private static async Task<Socket?> TryOpenAsync(string path, CancellationToken cancellation)
    {
        // Most commands find no daemon, and an exception is dear where a process lives for a quarter of a second.
        if (IsMissing(path)) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var connected = false;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            connected = true;
            return socket;
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

    private static bool IsMissing(string path)
    {
        try { return new FileInfo(path).UnixFileMode == (UnixFileMode)(-1); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; /* what cannot be looked at may be there: connecting tells */ }
    }

    private async Task<HttpResponseMessage> AskAsync(ControlRequest request, CancellationToken cancel, CancellationToken cancellation)
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var late = cancel.Register(() => hangUp.CancelAfter(Patience));
        using var message = Message(HttpMethod.Post, new Uri("api/v1/commands", UriKind.Relative));
        message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        HttpResponseMessage answer;
        try { answer = await _way.SendAsync(message, hangUp.Token); }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.InvalidResponse) { throw new IOException($"{_where} does not speak Holdfast's protocol: use the same release of both", e); }
        catch (HttpRequestException e) { throw new IOException($"{_where} cannot be reached: {e.InnerException?.Message ?? e.Message}", e); }
        catch (IOException e) { throw new IOException($"{_where} broke off before it answered: {e.Message}", e); }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new IOException($"{_where} answers {(int)answer.StatusCode}: {await DetailAsync(answer, cancellation)}");
    }

    private HttpRequestMessage Message(HttpMethod method, Uri what) => new(method, new Uri(_address, what)) { Headers = { Authorization = _token } };

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        const string Nothing = "nothing more";
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return Nothing;
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellation), ApiJson.Default.Problem)?.Detail ?? Nothing;
    }

    private async Task AskToEndAsync(Uri? command, CancellationToken cancellation)
    {
        if (command is null) return;
        try
        {
            using var message = Message(HttpMethod.Delete, command);
            using var answer = await _way.SendAsync(message, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The daemon ended the command, or itself, at the same moment: the reader tells which.
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(LineReader lines, CancellationToken cancellation)
    {
        try { return await lines.ReadAsync(cancellation); }
        catch (HttpRequestException e) { throw new IOException($"{_where} went away before the command ended: {e.Message}", e); }
        catch (HttpIOException e) { throw new IOException($"{_where} went away before the command ended: {e.Message}", e); }
    }

    private ControlEvent Parse(ReadOnlyMemory<byte>? line)
    {
        if (line is not { } bytes) throw new IOException($"{_where} went away before the command ended");
        try { return JsonSerializer.Deserialize(bytes.Span, ControlJson.Default.ControlEvent) ?? throw new JsonException("nothing"); }
        catch (JsonException e) { throw new IOException($"{_where} does not speak Holdfast's protocol: {e.Message}", e); }
    }
}
