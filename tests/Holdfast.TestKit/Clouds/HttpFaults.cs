using System.Net;

namespace Holdfast.TestKit.Clouds;

/// <summary>
/// A network and a server that misbehave in one way, by chance from a seed. What it does to a request happens before the server sees
/// it, after the server has done its work, or to the answer.
/// </summary>
/// <param name="inner">The server.</param>
/// <param name="kind">The way.</param>
/// <param name="random">Chance.</param>
/// <param name="share">How many of the requests it strikes, 0 to 1.</param>
public abstract class HttpFaults(HttpMessageHandler inner, string kind, Random random, double share) : DelegatingHandler(inner)
{
    private int _outage;

    /// <summary>Ways every server and network may misbehave.</summary>
    protected static IReadOnlyList<string> CommonKinds { get; } =
    [
        "bad-gateway", "reset-before", "reset-after", "timeout-before", "timeout-after", "outage",
        "answer-cut-at-0", "answer-cut-at-1", "answer-cut-in-half", "answer-cut-at-last", "answer-ends-early", "answer-damaged",
    ];

    /// <summary>Whether it misbehaves at all.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Times it did.</summary>
    public int Count { get; private set; }

    /// <summary>Hosts that were asked.</summary>
    public HashSet<string> Hosts { get; } = [];

    /// <summary>The way it misbehaves.</summary>
    protected string Kind => kind;

    /// <summary>Chance.</summary>
    protected Random Chance => random;

    /// <summary>Held while what it notes is read or written.</summary>
    protected Lock Gate { get; } = new();

    /// <inheritdoc/>
    protected sealed override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Gate) Hosts.Add(request.RequestUri!.Host);
        if (!Strikes(request)) return Untouched(request, await base.SendAsync(request, cancellationToken));
        if (Before(request) is { } refused) return refused;
        var response = await base.SendAsync(request, cancellationToken);
        return After(request, response) ?? await AnswerAsync(response, cancellationToken);
    }

    /// <summary>Whether a fault of this kind can strike such a request at all.</summary>
    protected abstract bool Fits(HttpRequestMessage request);

    /// <summary>What is answered in the place of the server, which never sees the request; null when it shall see it.</summary>
    protected virtual HttpResponseMessage? Before(HttpRequestMessage request) => kind switch
    {
        "bad-gateway" => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>no</html>") },
        "reset-before" or "outage" => throw new HttpRequestException($"scripted: {kind}", new IOException("reset")),
        "timeout-before" => throw new TimeoutException("scripted: no answer in time"),
        _ => null,
    };

    /// <summary>What becomes of the answer when the server has done its work; null when its body is cut or damaged.</summary>
    protected virtual HttpResponseMessage? After(HttpRequestMessage request, HttpResponseMessage response) => kind switch
    {
        "reset-after" => throw new HttpRequestException("scripted: reset by peer", new IOException("reset")),
        "timeout-after" => throw new TimeoutException("scripted: no answer in time"),
        _ => null,
    };

    /// <summary>Looks at an answer that no fault strikes.</summary>
    protected virtual HttpResponseMessage Untouched(HttpRequestMessage request, HttpResponseMessage response) => response;

    /// <summary>Whether damage to this answer's body can be noticed by whoever gets it.</summary>
    protected virtual bool IsGuarded(HttpResponseMessage response) => true;

    /// <summary>The answer with another body.</summary>
    protected static HttpResponseMessage Swapped(HttpResponseMessage response, byte[] body)
    {
        var content = new ByteArrayContent(body);
        foreach (var header in response.Content.Headers.Where(header => header.Key != "Content-Length")) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    /// <summary>The answer with the wish to be asked again at once.</summary>
    protected static HttpResponseMessage Asking(HttpResponseMessage response)
    {
        response.Headers.TryAddWithoutValidation("Retry-After", "0");
        return response;
    }

    /// <summary>The answer as one that sends to another host.</summary>
    protected static HttpResponseMessage Elsewhere(HttpResponseMessage response, string path)
    {
        response.Headers.Location = new Uri($"http://192.0.2.1{path}");
        return response;
    }

    private bool Strikes(HttpRequestMessage request)
    {
        if (!IsOn) return false;
        lock (Gate)
        {
            if (_outage > 0)
            {
                _outage--;
                return true;
            }
            if (!Fits(request) || random.NextDouble() >= share) return false;
            Count++;
            if (kind == "outage") _outage = random.Next(3, 12);
            return true;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var told = response.Content.Headers.ContentLength ?? body.Length;
        if (body.Length == 0) return response;
        if (kind == "answer-damaged")
        {
            if (IsGuarded(response)) body[random.Next(body.Length)] ^= 1;
            return Swapped(response, body);
        }
        var end = kind switch { "answer-cut-at-0" => 0, "answer-cut-at-1" => 1, "answer-cut-in-half" => body.Length / 2, _ => body.Length - 1 };
        var cut = new StreamContent(new CutStream(body[..end], isSilent: kind == "answer-ends-early"));
        foreach (var header in response.Content.Headers) cut.Headers.TryAddWithoutValidation(header.Key, header.Value);
        cut.Headers.ContentLength = told;
        response.Content = cut;
        return response;
    }
}
