namespace Holdfast.Engine.Seams;

/// <summary>What channels were told and what they are still to be told, over restarts.</summary>
public interface IAlerts
{
    /// <summary>The number of the last event somebody has worked through; null when nobody of that name ever began.</summary>
    ValueTask<long?> CursorAsync(string name, CancellationToken cancellation);

    /// <summary>Alerts that channels were told of and that are not over.</summary>
    ValueTask<IReadOnlyList<StandingAlert>> StandingAsync(CancellationToken cancellation);

    /// <summary>Moves forward, in one step: events up to a number are worked through, and this comes of it.</summary>
    ValueTask RecordAsync(string name, long through, IReadOnlyList<NewMessage> messages, IReadOnlyList<StandingAlert> alerts, CancellationToken cancellation);

    /// <summary>Messages that are still to be told, in their order.</summary>
    ValueTask<IReadOnlyList<WaitingMessage>> WaitingAsync(CancellationToken cancellation);

    /// <summary>Messages that were told, or that nobody needs any more.</summary>
    ValueTask RemoveAsync(IReadOnlyList<long> numbers, CancellationToken cancellation);

    /// <summary>Messages that could not be told, and when to try again.</summary>
    ValueTask PutOffAsync(IReadOnlyList<long> numbers, DateTimeOffset due, string error, CancellationToken cancellation);
}

/// <summary>An alert that a channel was told of and that is not over.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Since">When it began.</param>
/// <param name="Told">When the channel was last told; null for one that is over.</param>
/// <param name="Quiet">How often the same has happened since.</param>
public sealed record StandingAlert(string Channel, string Key, DateTimeOffset Since, DateTimeOffset? Told, long Quiet);

/// <summary>Something a channel is to be told.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Item">What, as JSON.</param>
/// <param name="Due">When.</param>
public sealed record NewMessage(string Channel, string Item, DateTimeOffset Due);

/// <summary>Something a channel is still to be told.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Item">What, as JSON.</param>
/// <param name="Due">When.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
/// <param name="Error">Why the last of them failed; null before the first.</param>
public sealed record WaitingMessage(long Number, string Channel, string Item, DateTimeOffset Due, long Attempts, string? Error);
