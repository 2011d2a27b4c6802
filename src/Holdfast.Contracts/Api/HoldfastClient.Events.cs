using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Holdfast.Contracts.Control;
using Holdfast.Contracts.Events;

namespace Holdfast.Contracts.Api;

/// <summary>Which events are meant.</summary>
public sealed record EventChoice
{
    /// <summary>Only those of greater numbers, the oldest first; null for all, the newest first.</summary>
    public long? Since { get; init; }

    /// <summary>Only those of a name, one of <see cref="EventNames"/>; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>Only those about a job; null for any.</summary>
    public string? Job { get; init; }

    /// <summary>Only those about a store; null for any.</summary>
    public string? Store { get; init; }

    /// <summary>Only those about a run; null for any.</summary>
    public string? Run { get; init; }

    /// <summary>Only those that matter at least so much; null for any.</summary>
    public string? Severity { get; init; }
}

/// <content>Events.</content>
public sealed partial class HoldfastClient
{
    /// <summary>What happened.</summary>
    public Task<Listing<EventRecord>> EventsAsync(EventChoice choice, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return GetAsync(
            Listed("api/v1/events", page, ("since", choice.Since is { } since ? Part(since) : null), ("name", choice.Name), ("job", choice.Job), ("store", choice.Store), ("run", choice.Run), ("severity", choice.Severity)),
            ApiJson.Default.ListingEventRecord, cancellation);
    }

    /// <summary>Every event as it happens, until the daemon ends or the caller stops. Whoever comes again goes on behind the last number it saw.</summary>
    /// <param name="after">Begins behind this number; null with what comes.</param>
    /// <param name="cancellation">Hangs up.</param>
    /// <exception cref="IOException">The daemon cannot be reached, or says what cannot be read.</exception>
    public async IAsyncEnumerable<EventRecord> FollowEventsAsync(long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(HttpMethod.Get, Query("api/v1/events/stream", ("after", after?.ToString(CultureInfo.InvariantCulture))), null, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var lines = new LineReader(body);
        // Only events have numbers; what is told of progress between them has none.
        for (var isEvent = false; await lines.ReadAsync(cancellation) is { } line;)
        {
            if (line.IsEmpty) isEvent = false;
            else if (line.Span.StartsWith("id: "u8)) isEvent = true;
            else if (isEvent && line.Span.StartsWith("data: "u8)) yield return Event(line["data: "u8.Length..]);
        }
    }

    private EventRecord Event(ReadOnlyMemory<byte> data)
    {
        try { return JsonSerializer.Deserialize(data.Span, EventJson.Default.EventRecord) ?? throw new JsonException("nothing"); }
        catch (JsonException e) { throw new IOException($"{_where} does not speak Holdfast's protocol: {e.Message}", e); }
    }
}
