using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Daemon.Api;

/// <summary>
/// Tells events as they happen to those who listen. Nothing is kept for a listener: one that falls behind misses news of
/// progress first, and one that stands still is cut off, and goes on where it was when it comes again.
/// </summary>
internal sealed class EventStreams(Services services, ProgressFeed feed, Doorkeeper door, CancellationToken stopping)
{
    private const int Most = 1000;
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(30);
    private int _open;

    /// <summary>Serves one listener until it goes away, stands still, or is no longer allowed to listen.</summary>
    public async Task ServeAsync(HttpContext context, long? after, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, $"{Most} listeners are served already") { RetryAfter = TimeSpan.FromSeconds(10) };
        }
        using var listening = feed.Listen();
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
            await ServeAsync(context, LastKnown(context.Request) ?? after ?? long.MaxValue, end.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || cancellation.IsCancellationRequested)
        {
            // The end of the answer says enough.
        }
        finally { Interlocked.Decrement(ref _open); }
    }

    private async Task ServeAsync(HttpContext context, long after, CancellationToken cancellation)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        await SendAsync(context, "retry: 2000\n\n"u8.ToArray(), cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var events = services.Events.FollowAsync(after, end.Token).GetAsyncEnumerator(end.Token);
        var frame = feed.Latest;
        var (happened, moved) = (events.MoveNextAsync().AsTask(), feed.AfterAsync(frame));
        try
        {
            while (true)
            {
                await Task.WhenAny(happened, moved).WaitAsync(cancellation);
                if (happened.IsCompleted)
                {
                    if (!await happened) return;
                    await SendAsync(context, Text(events.Current), cancellation);
                    happened = events.MoveNextAsync().AsTask();
                }
                if (!moved.IsCompleted) continue;
                frame = await moved;
                if (frame.IsHeartbeat && !await MayListenAsync(context)) return;
                await SendAsync(context, frame.Bytes, cancellation);
                moved = feed.AfterAsync(frame);
            }
        }
        finally
        {
            await end.CancelAsync();
            // The enumerator may only be let go of when its last step has ended.
            try { await happened; }
            catch (OperationCanceledException) { /* nobody listens any more */ }
        }
    }

    private async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await using var timer = services.Time.CreateTimer(_ => context.Abort(), null, LongestStall, Timeout.InfiniteTimeSpan);
        await context.Response.BodyWriter.WriteAsync(bytes, cancellation);
    }

    // Whoever was shut out meanwhile hears no more.
    private async ValueTask<bool> MayListenAsync(HttpContext context) => await Gatekeeper.WhoAsync(context, door) is { Role: >= Role.Viewer };

    private static long? LastKnown(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static byte[] Text(EventRecord happened) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Number}\nevent: {happened.Name}\ndata: {JsonSerializer.Serialize(happened, EventJson.Default.EventRecord)}\n\n"));
}
