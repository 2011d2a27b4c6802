using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Networking;

/// <summary>What one try of a call may know.</summary>
/// <param name="Number">1 for the first.</param>
internal readonly record struct Try(int Number)
{
    /// <summary>Whether an earlier try may have done its work without our hearing of it.</summary>
    public bool MayHaveBeenDone => Number > 1;
}

/// <summary>
/// Every call of one store over a network goes through here: breaker, throttle, time limit, retry within the store's
/// budget, and a note of what went wrong. One failing call says nothing about the others; a store that answers nothing
/// any more is <see cref="StoreFault.Unavailable"/>.
/// </summary>
/// <param name="store">Name of the store.</param>
/// <param name="rules">How patient it is.</param>
/// <param name="classify">Tells what an error means.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Chance for waits.</param>
/// <param name="note">Told of what is tried again, for the log.</param>
internal sealed class NetworkCalls(string store, NetworkRules rules, Func<Exception, Failure> classify, TimeProvider time, Random random, Action<string>? note)
{
    private readonly RetryBudget _budget = new(rules);
    private readonly CircuitBreaker _breaker = new(rules, time);
    private readonly Throttle _throttle = new(time);
    private readonly Lock _chance = new();
    private long _calls;
    private long _tries;

    /// <summary>Calls made, and tries they took.</summary>
    public (long Calls, long Tries) Count => (Interlocked.Read(ref _calls), Interlocked.Read(ref _tries));

    /// <summary>How patient it is.</summary>
    public NetworkRules Rules => rules;

    /// <summary>Makes a call, and tries again what is worth it.</summary>
    /// <param name="what">What is done, for notes.</param>
    /// <param name="path">What it is done to.</param>
    /// <param name="bytes">Bytes that are sent: they get time.</param>
    /// <param name="call">Makes one try.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        var began = time.GetTimestamp();
        for (var (number, tries) = (1, 1); ; number++)
        {
            if (!_breaker.MayCall()) throw new StoreException(store, path, StoreFault.Unavailable, "it has not answered for some time and is left alone for a while");
            await _throttle.WaitAsync(cancellation);
            Failure failure;
            Exception error;
            try
            {
                Interlocked.Increment(ref _tries);
                var result = await TryAsync(new Try(number), bytes, call, cancellation);
                _breaker.Succeeded();
                _budget.Earn();
                return result;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { throw; }
            catch (Exception e) when (classify(e) is { Kind: not FailureKind.Permanent } passing) { (failure, error) = (passing, e); }
            catch (Exception e) when (e is not StoreException { Fault: StoreFault.Unavailable })
            {
                // A refusal is an answer.
                _breaker.Succeeded();
                throw;
            }
            if (failure.Kind == FailureKind.Throttled)
            {
                _breaker.Succeeded();
                if (time.GetElapsedTime(began) > rules.ThrottlePatience || failure.RetryAfter > rules.LongestRetryAfter) throw error;
                note?.Invoke($"{store}: {what} {path}: the server asks for fewer calls; waiting");
                _throttle.Pause(failure.RetryAfter ?? Delay(Math.Min(number, 10)));
                continue;
            }
            _breaker.Failed();
            if (tries++ >= rules.Tries || !_budget.TrySpend()) throw error;
            note?.Invoke($"{store}: {what} {path}: {error.Message}; trying again");
            if (failure.RetryAfter is { } asked) _throttle.Pause(asked < rules.LongestRetryAfter ? asked : throw error);
            else await Task.Delay(Delay(number), time, cancellation);
        }
    }

    private async Task<T> TryAsync<T>(Try number, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(rules.TryLimit + TimeSpan.FromSeconds((double)bytes / rules.SlowestLine), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try { return await call(number, both.Token); }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("no answer in time", e);
        }
    }

    private TimeSpan Delay(int number)
    {
        var longest = TimeSpan.FromTicks(Math.Min(rules.LongestDelay.Ticks, rules.FirstDelay.Ticks << Math.Min(number - 1, 20)));
        lock (_chance) return longest * (0.5 + random.NextDouble() / 2);
    }
}
