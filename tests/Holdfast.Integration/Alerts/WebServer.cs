using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.TestKit;

namespace Holdfast.Integration.Alerts;

/// <summary>A request as it came.</summary>
internal sealed record WebRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A web server of the test on a free port: keeps what it is asked, and answers what it is told to.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Queue<string> _answers = new();
    private readonly List<WebRequest> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    public WebServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Told of every request.</summary>
    public Eventually News { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url(string path) => new($"http://127.0.0.1:{Port}{path}");

    public IReadOnlyList<WebRequest> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>Answers the next request so; those after the last with 204.</summary>
    public void Answer(string head)
    {
        lock (_gate) _answers.Enqueue(head);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var line = await reader.ReadLineAsync(_stop.Token) ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header) headers[header[..header.IndexOf(':', StringComparison.Ordinal)]] = header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body, _stop.Token);
        string? head;
        lock (_gate)
        {
            _requests.Add(new WebRequest(line, headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))));
            if (!_answers.TryDequeue(out head)) head = "204 No Content";
        }
        if (head != "nothing")
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
            News.Notify();
            return;
        }
        News.Notify();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
    }
}
