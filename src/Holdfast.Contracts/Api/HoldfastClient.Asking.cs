using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.Contracts.Api;

/// <summary>The daemon turned a request away, and said why.</summary>
/// <param name="status">The status of HTTP.</param>
/// <param name="message">Where, and why.</param>
public sealed class TurnedAwayException(int status, string message) : IOException(message)
{
    /// <summary>The status of HTTP, such as 403 for somebody who may not, or 404 for what is not there.</summary>
    public int Status { get; } = status;
}

/// <summary>Which part of a long list is wanted.</summary>
/// <param name="After">What <see cref="Listing{T}.Next"/> of the part before says; null for the first.</param>
/// <param name="Limit">How many at most; null for the usual number.</param>
public readonly record struct Page(string? After = null, int? Limit = null);

/// <content>How the API is asked. Every call throws <see cref="IOException"/> when the daemon cannot be reached or its answer not be read, and <see cref="TurnedAwayException"/> when it refuses.</content>
public sealed partial class HoldfastClient
{
    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => AskAsync(HttpMethod.Get, path, null, type, cancellation);

    private Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => AskAsync(HttpMethod.Post, path, null, type, cancellation);

    private Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellation) => AskAsync(HttpMethod.Post, path, Body(body, bodyType), type, cancellation);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(method, path, body, cancellation);
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellation), type) ?? throw new IOException($"{_where} answered with nothing");
        }
        catch (JsonException e) { throw new IOException($"{_where} does not speak Holdfast's protocol: {e.Message}", e); }
        catch (HttpRequestException e) { throw new IOException($"{_where} broke off in its answer: {e.Message}", e); }
    }

    private async Task TellAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(method, path, null, cancellation);
    }

    // An answer that agrees, whose body is still to be read; the caller disposes it.
    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var message = Message(method, new Uri(path, UriKind.Relative));
        message.Content = body;
        HttpResponseMessage answer;
        try { answer = await _way.SendAsync(message, cancellation); }
        catch (HttpRequestException e) { throw new IOException($"{_where} cannot be reached: {e.InnerException?.Message ?? e.Message}", e); }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new TurnedAwayException((int)answer.StatusCode, $"{_where} answers {(int)answer.StatusCode}: {await DetailAsync(answer, cancellation)}");
    }

    private static ByteArrayContent Body<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static string Part(string text) => Uri.EscapeDataString(text);

    private static string Part(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Listed(string path, Page page, params ReadOnlySpan<(string Name, string? Value)> filters) =>
        Query(path, [.. filters, ("after", page.After), ("limit", page.Limit?.ToString(CultureInfo.InvariantCulture))]);

    private static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> words)
    {
        var mark = '?';
        foreach (var (name, value) in words)
        {
            if (value is null) continue;
            path += $"{mark}{name}={Uri.EscapeDataString(value)}";
            mark = '&';
        }
        return path;
    }
}
