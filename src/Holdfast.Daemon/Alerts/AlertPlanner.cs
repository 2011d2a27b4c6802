using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Alerts;

/// <summary>
/// Decides who is told of an event, and when: rules choose, what lasts is not told again and again, its end is told, and digests wait.
/// Pure: it goes from what stands to what stands then, and to messages.
/// </summary>
/// <param name="config">Channels and rules.</param>
/// <param name="zone">The zone whose mornings are meant.</param>
internal sealed class AlertPlanner(NotificationsConfig config, TimeZoneInfo zone)
{
    private const int Morning = 6;
    private readonly Dictionary<(string Channel, string Key), StandingAlert> _standing = [];
    private readonly Dictionary<(string Channel, DigestRule Digest), DateTimeOffset> _digests = [];
    private readonly Dictionary<(string Channel, string Key), StandingAlert> _changed = [];
    private readonly List<NewMessage> _messages = [];

    /// <summary>Begins with what channels were told of before.</summary>
    public void Begin(IEnumerable<StandingAlert> standing)
    {
        _standing.Clear();
        _messages.Clear();
        _changed.Clear();
        foreach (var alert in standing) _standing[(alert.Channel, alert.Key)] = alert;
    }

    /// <summary>Takes one event.</summary>
    public void Take(EventRecord happened)
    {
        foreach (var key in AlertKeys.EndedBy(happened)) End(key, happened);
        foreach (var (channel, rule) in Told(happened)) Tell(channel, rule, happened);
    }

    /// <summary>What came of the events taken since the last time.</summary>
    public (IReadOnlyList<NewMessage> Messages, IReadOnlyList<StandingAlert> Alerts) Finish()
    {
        var result = (_messages.ToArray(), _changed.Values.ToArray());
        _messages.Clear();
        _changed.Clear();
        return result;
    }

    // Of several rules that name a channel the first that fits speaks: nobody is told twice of one event.
    private IEnumerable<(string Channel, AlertRule Rule)> Told(EventRecord happened) => config.Rules
        .Where(rule => Fits(rule, happened))
        .SelectMany(rule => rule.To.Select(channel => (Channel: channel, Rule: rule)))
        .Where(pair => config.Find(pair.Channel) is not null && !IsOfItself(pair.Channel, happened))
        .DistinctBy(pair => pair.Channel);

    private static bool Fits(AlertRule rule, EventRecord happened) =>
        EventRecords.SeverityOf(happened.Severity) >= EventRecords.SeverityOf(rule.Severity)
        && (rule.Events.Count == 0 || rule.Events.Contains(happened.Name))
        && (rule.Jobs.Count == 0 || (happened.Job is { } job && rule.Jobs.Contains(job)));

    // A channel that does not work is no place to tell that it does not.
    private static bool IsOfItself(string channel, EventRecord happened) => happened.Name == EventNames.NotificationFailed && AlertKeys.Of(happened) == $"{happened.Name}|{channel}";

    private void Tell(string channel, AlertRule rule, EventRecord happened)
    {
        if (AlertKeys.Of(happened) is not { } key)
        {
            Add(channel, rule, happened.Time, new AlertItem(AlertItem.New, happened));
            return;
        }
        if (!_standing.TryGetValue((channel, key), out var standing))
        {
            Put(new StandingAlert(channel, key, happened.Time, happened.Time, 0));
            Add(channel, rule, happened.Time, new AlertItem(AlertItem.New, happened, happened.Time));
        }
        else if (happened.Time - standing.Told < rule.Repeat)
        {
            Put(standing with { Quiet = standing.Quiet + 1 });
        }
        else
        {
            Put(standing with { Told = happened.Time, Quiet = 0 });
            Add(channel, rule, happened.Time, new AlertItem(AlertItem.Again, happened, standing.Since, standing.Quiet));
        }
    }

    private void End(string key, EventRecord happened)
    {
        foreach (var standing in _standing.Values.Where(alert => alert.Key == key).ToArray())
        {
            Put(standing with { Told = null });
            var rule = config.Rules.FirstOrDefault(one => one.To.Contains(standing.Channel) && (one.Events.Count == 0 || one.Events.Contains(AlertKeys.NameOf(key))) && (one.Jobs.Count == 0 || (happened.Job is { } job && one.Jobs.Contains(job))));
            if (rule is { Resolved: true } && config.Find(standing.Channel) is not null) Add(standing.Channel, rule, happened.Time, new AlertItem(AlertItem.Resolved, happened, standing.Since, standing.Quiet));
        }
    }

    private void Put(StandingAlert alert)
    {
        _changed[(alert.Channel, alert.Key)] = alert;
        if (alert.Told is null) _standing.Remove((alert.Channel, alert.Key));
        else _standing[(alert.Channel, alert.Key)] = alert;
    }

    private void Add(string channel, AlertRule rule, DateTimeOffset now, AlertItem item) =>
        _messages.Add(new NewMessage(channel, JsonSerializer.Serialize(item, AlertJson.Default.AlertItem), Due(channel, rule.Digest, now)));

    private DateTimeOffset Due(string channel, DigestRule digest, DateTimeOffset now)
    {
        if (digest.UntilMorning) return NextMorning(now);
        if (digest.Every is not { } time) return now;
        // All that comes before a digest is told goes with it.
        if (_digests.TryGetValue((channel, digest), out var due) && due > now) return due;
        return _digests[(channel, digest)] = now + time;
    }

    private DateTimeOffset NextMorning(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var day = local.Hour < Morning ? local.Date : local.Date.AddDays(1);
        var morning = day.AddHours(Morning);
        // Where the clock jumps over six, the morning begins an hour later.
        if (zone.IsInvalidTime(morning)) morning = morning.AddHours(1);
        return new DateTimeOffset(morning, zone.GetUtcOffset(morning));
    }
}
