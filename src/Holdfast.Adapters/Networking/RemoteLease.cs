using System.Collections.Concurrent;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Networking;

/// <summary>
/// The time for which a lock on a server is ours. It is renewed while it is held; once it has run out, by our own clock and
/// before others may begin, it is lost for good, whatever the server would still take from us. What no server offers is to
/// refuse the late writes of a holder that was frozen in the middle of a request: one already on its way may still arrive.
/// </summary>
internal sealed class RemoteLease : IDisposable
{
    // The lock on the server cannot tell this process from its predecessor of the same name.
    private static readonly ConcurrentDictionary<string, bool> Ours = new(StringComparer.Ordinal);

    private readonly string _store;
    private readonly string _place;
    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private long _renewedAt;
    private volatile string? _lost;
    private bool _isOver;

    private RemoteLease(string store, string place, TimeProvider time, TimeSpan length) => (_store, _place, _time, _length) = (store, place, time, length);

    /// <summary>Begins to take a lock; null when this process holds it.</summary>
    /// <param name="store">Name of the store, for errors.</param>
    /// <param name="place">Where the lock lies: the same words for the same lock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="length">How long it is ours without being renewed.</param>
    public static RemoteLease? TryBegin(string store, string place, TimeProvider time, TimeSpan length) => Ours.TryAdd(place, true) ? new RemoteLease(store, place, time, length) : null;

    /// <summary>Until when others have to respect what is written now.</summary>
    public DateTimeOffset Until => _time.GetUtcNow() + _length;

    /// <summary>The lock was taken: keeps it ours.</summary>
    /// <param name="asked">The time before the lock was asked for.</param>
    /// <param name="renew">Writes it again; false when it is another's by now.</param>
    public void Hold(long asked, Func<CancellationToken, Task<bool>> renew)
    {
        Interlocked.Exchange(ref _renewedAt, asked);
        _renewing = RenewAsync(renew);
    }

    /// <summary>Throws when the lock is lost or its time has run out.</summary>
    /// <param name="path">What was to be changed.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Unavailable"/>.</exception>
    public void Check(TreePath path)
    {
        if (!_isOver && (_lost ?? (HasRunOut ? RanOut : null)) is { } why) throw new StoreException(_store, path, StoreFault.Unavailable, why);
    }

    /// <summary>Ends the renewing.</summary>
    /// <returns>Whether the lock is still ours to take away.</returns>
    public async ValueTask<bool> EndAsync()
    {
        if (_isOver) return false;
        _isOver = true;
        await _stop.CancelAsync();
        await _renewing;
        return _lost is null && !HasRunOut;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ours.TryRemove(_place, out _);
        _stop.Dispose();
    }

    private const string RanOut = "its lock could not be renewed in time: another run may have begun";

    // A fifth of the time is kept back for requests under way and clocks that differ.
    private bool HasRunOut => _time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) > _length * 0.8;

    private async Task RenewAsync(Func<CancellationToken, Task<bool>> renew)
    {
        while (true)
        {
            try
            {
                await Task.Delay(_length / 3, _time, _stop.Token);
                var asked = _time.GetTimestamp();
                if (HasRunOut) _lost = RanOut;
                else if (!await renew(_stop.Token)) _lost = "another run took its lock: this one had not been heard of for too long";
                // Frozen in between, we may have written over another's.
                else if (HasRunOut) _lost = RanOut;
                else Interlocked.Exchange(ref _renewedAt, asked);
                if (_lost is not null) return;
            }
            catch (OperationCanceledException) { return; }
            catch (StoreException) { /* tried again; should it never succeed, the time runs out */ }
        }
    }
}
