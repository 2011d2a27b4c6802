using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells what happened: the latest events, or those after a number; with <c>follow</c> every new one of a running daemon.</summary>
internal static class EventsCommand
{
    private const int Latest = 50;
    private const int Page = 500;

    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var filter = FilterOf(call);
        var events = call.Services.State.Events;
        var limit = call.Option("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Latest;
        long last;
        if (call.Option("after") is { } number) last = await AfterAsync(call, long.Parse(number, CultureInfo.InvariantCulture), filter, call.Option("limit") is null ? int.MaxValue : limit, cancellation);
        else
        {
            last = await events.NewestAsync(cancellation);
            foreach (var happened in (await events.ReadBeforeAsync(last + 1, filter, limit, cancellation)).Reverse()) await TellAsync(call, EventRecords.Of(happened), cancellation);
        }
        if (!call.Has("follow")) return ExitCode.Done;
        if (call.Services.Gate.Daemon is not null)
        {
            await foreach (var happened in call.Services.Events.FollowAsync(last, cancellation))
                if (filter.Matches(EventRecords.Of(happened))) await TellAsync(call, happened, cancellation);
            return ExitCode.Done;
        }
        await call.Sink.ErrorAsync("holdfast: no daemon is running: there are no new events to wait for", cancellation);
        return ExitCode.Failed;
    }

    private static async Task<long> AfterAsync(CommandCall call, long number, EventFilter filter, int limit, CancellationToken cancellation)
    {
        var (last, left) = (number, limit);
        while (left > 0)
        {
            var page = await call.Services.State.Events.ReadAfterAsync(last, filter, Math.Min(left, Page), cancellation);
            foreach (var happened in page) await TellAsync(call, EventRecords.Of(happened), cancellation);
            if (page.Count == 0) break;
            (last, left) = (page[^1].Number, left - page.Count);
        }
        return last;
    }

    private static EventFilter FilterOf(CommandCall call)
    {
        var name = call.Option("name");
        if (name is not null && !EventNames.All.Contains(name))
            throw new UsageException($"events: there is no event '{name}'{(Nearest.Of(name, EventNames.All) is { } near ? $"; is {near} meant?" : "")}");
        return new EventFilter { Job = call.Option("job"), Names = name is null ? null : [name], Least = EventRecords.SeverityOf(call.Option("severity") ?? "info") };
    }

    private static ValueTask TellAsync(CommandCall call, EventRecord happened, CancellationToken cancellation) => call.RowAsync(happened, EventJson.Default.EventRecord, cancellation);
}
