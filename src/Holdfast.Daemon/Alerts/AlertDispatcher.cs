using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Alerts;

/// <summary>
/// Takes events from the log to channels. What is to be told is in the state before it is tried, and leaves it when it was taken, so that
/// neither a restart nor a channel that does not work loses it: it is tried again, after longer and longer times, for three days.
/// </summary>
internal sealed class AlertDispatcher(HoldfastConfig config, IStateDb state, EventLog events, AlertParts parts)
{
    private const string Name = "alerts";
    private const string Failing = "notification-failed";
    private const int Page = 500;
    private const int MostAtOnce = 1000;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private readonly AlertPlanner _planner = new(config.Notifications, config.TimeZone);
    private readonly NoticeText _text = new(parts.Host, config.TimeZone);
    private readonly HashSet<string> _well = new(StringComparer.Ordinal);
    private bool _isBegun;

    /// <summary>Takes and tells until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _isBegun = false;
        while (true)
        {
            var more = events.NextAsync();
            await TakeAsync(cancellation);
            await SendAsync(cancellation);
            var wait = await WaitAsync(cancellation);
            using var sleep = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(more, Task.Delay(wait, parts.Time, sleep.Token));
            await sleep.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Begins, once: from now on what happens is news.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (_isBegun) return;
        _planner.Begin(await state.Alerts.StandingAsync(cancellation));
        // What happened before anybody was to be told is nobody's news.
        if (await state.Alerts.CursorAsync(Name, cancellation) is null) await state.Alerts.RecordAsync(Name, await state.Events.NewestAsync(cancellation), [], [], cancellation);
        _isBegun = true;
    }

    /// <summary>Works through the events that came, into the outbox.</summary>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        await BeginAsync(cancellation);
        while (true)
        {
            var after = await state.Alerts.CursorAsync(Name, cancellation) ?? 0;
            var page = await state.Events.ReadAfterAsync(after, EventFilter.All, Page, cancellation);
            if (page.Count == 0) return;
            foreach (var happened in page)
                if (happened.Time > parts.Time.GetUtcNow() - Recent) _planner.Take(EventRecords.Of(happened));
            var (messages, alerts) = _planner.Finish();
            await state.Alerts.RecordAsync(Name, page[^1].Number, messages, alerts, cancellation);
        }
    }

    /// <summary>Tells each channel what is due.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        var waiting = await state.Alerts.WaitingAsync(cancellation);
        foreach (var channel in waiting.GroupBy(message => message.Channel))
        {
            var now = parts.Time.GetUtcNow();
            if (NextOf(channel) > now) continue;
            var due = channel.Where(message => message.Due <= now).Take(MostAtOnce).ToArray();
            if (config.Notifications.Find(channel.Key) is not { } found) await state.Alerts.RemoveAsync([.. due.Select(message => message.Number)], cancellation);
            else await SendAsync(found, due, cancellation);
        }
    }

    private async Task SendAsync(ChannelConfig channel, WaitingMessage[] due, CancellationToken cancellation)
    {
        var items = due.Select(message => JsonSerializer.Deserialize(message.Item, AlertJson.Default.AlertItem)!).ToArray();
        var numbers = due.Select(message => message.Number).ToArray();
        var id = string.Create(CultureInfo.InvariantCulture, $"{channel.Name}-{numbers[0]}-{numbers[^1]}");
        try
        {
            await TellAsync(channel, _text.Of(id, items, parts.Time.GetUtcNow()), cancellation);
        }
        catch (NotifyException e)
        {
            await FailedAsync(channel, due, items, e, cancellation);
            return;
        }
        await state.Alerts.RemoveAsync(numbers, cancellation);
        parts.Log.Info("alerts", "told", ("channel", channel.Name), ("events", items.Length));
        await StandAsync(channel, null, cancellation);
    }

    /// <summary>Tells a channel that it works, or learns why it does not.</summary>
    /// <exception cref="NotifyException">It could not be told.</exception>
    public Task TestAsync(ChannelConfig channel, CancellationToken cancellation)
    {
        var now = parts.Time.GetUtcNow();
        var test = new EventRecord { Name = "TEST", Time = now, Severity = "info", Message = "this is a test: whoever reads it is told what happens" };
        return TellAsync(channel, _text.Of(string.Create(CultureInfo.InvariantCulture, $"{channel.Name}-test-{now.ToUnixTimeMilliseconds()}"), [new AlertItem(AlertItem.Test, test)], now), cancellation);
    }

    private async Task TellAsync(ChannelConfig channel, Notice notice, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, parts.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var notifier = await parts.Open(channel, both.Token);
            await notifier.SendAsync(notice, both.Token).WaitAsync(both.Token);
        }
        catch (SecretException e) { throw new NotifyException(e.Message, isPermanent: true); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { throw new NotifyException($"takes longer than {Patience.TotalSeconds:0} seconds", isPermanent: false); }
    }

    private async Task FailedAsync(ChannelConfig channel, WaitingMessage[] due, AlertItem[] items, NotifyException problem, CancellationToken cancellation)
    {
        var now = parts.Time.GetUtcNow();
        // By when it happened, not by when it was due: a digest is not given up sooner.
        var old = due.Where((_, i) => now - items[i].Event.Time > Longest).Select(message => message.Number).ToArray();
        if (old.Length > 0)
        {
            await state.Alerts.RemoveAsync(old, cancellation);
            parts.Log.Error("alerts", "gave up telling what is three days old", ("channel", channel.Name), ("events", old.Length));
        }
        var wait = Backoff.Of(due.Max(message => message.Attempts), problem, parts.Random);
        await state.Alerts.PutOffAsync([.. due.Select(message => message.Number).Except(old)], now + wait, problem.Message, cancellation);
        parts.Log.Warn("alerts", "a channel could not be told; it is tried again", ("channel", channel.Name), ("error", problem.Message), ("after", wait));
        await StandAsync(channel, problem, cancellation);
    }

    // A channel that does not work is an event for the others, and a finding for who looks.
    private async Task StandAsync(ChannelConfig channel, NotifyException? problem, CancellationToken cancellation)
    {
        if (problem is not null) _well.Remove(channel.Name);
        else if (!_well.Add(channel.Name)) return;
        var now = parts.Time.GetUtcNow();
        events.Turn(new Condition(Failing, channel.Name, problem is null ? "" : "failing", now), _ => problem is null
            ? EventRecords.Of(EventNames.NotificationRestored, now, Severity.Info, $"channel {channel.Name} works again", new NotificationData(channel.Name, Kind(channel), null), EventJson.Default.NotificationData)
            : EventRecords.Of(EventNames.NotificationFailed, now, Severity.Warning, $"channel {channel.Name} cannot be told: {problem.Message}", new NotificationData(channel.Name, Kind(channel), problem.Message), EventJson.Default.NotificationData));
        Finding[] seen = problem is null ? [] : [new Finding("channel", Severity.Warning, TreePath.Root, $"channel {channel.Name} cannot be told: {problem.Message}", $"holdfast notify test {channel.Name}") { Store = channel.Name }];
        await parts.Findings.ReplaceAsync(OpenChannels.Job, channel.Name, Scope.All, seen, now, cancellation);
    }

    // A channel that failed is left alone, whatever else is due by it.
    private static DateTimeOffset NextOf(IGrouping<string, WaitingMessage> channel) => channel.Any(message => message.Attempts > 0)
        ? channel.Where(message => message.Attempts > 0).Max(message => message.Due) : channel.Min(message => message.Due);

    private static string Kind(ChannelConfig channel) => channel.Kind.ToString().ToLowerInvariant();

    private async Task<TimeSpan> WaitAsync(CancellationToken cancellation)
    {
        var waiting = await state.Alerts.WaitingAsync(cancellation);
        if (waiting.Count == 0) return LongestSleep;
        var wait = waiting.GroupBy(message => message.Channel).Min(NextOf) - parts.Time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
    }
}
