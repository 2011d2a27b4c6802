using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Networking;

[Trait("row", "D8")]
public sealed class NetworkCallsTests
{
    private static readonly NetworkRules Hasty = new() { FirstDelay = TimeSpan.FromMicroseconds(1), LongestDelay = TimeSpan.FromMicroseconds(10), BreaksAfter = 3, BreaksAfterSilence = TimeSpan.Zero };
    private int _tries;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_permanent_error_is_told_at_once()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Call(Calls(Hasty), _ => new ArgumentException("no")));
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task A_passing_error_is_tried_again_until_it_passes()
    {
        Assert.Equal(3, await Call(Calls(Hasty with { BreaksAfter = 100 }), number => number < 3 ? new IOException("reset") : null));
        Assert.Equal(3, _tries);
    }

    [Fact]
    public async Task A_passing_error_that_stays_is_told_after_so_many_tries()
    {
        await Assert.ThrowsAsync<IOException>(() => Call(Calls(Hasty with { Tries = 4, BreaksAfter = 100 }), _ => new IOException("reset")));
        Assert.Equal(4, _tries);
    }

    [Fact]
    public async Task All_calls_of_a_store_share_a_budget_of_further_tries()
    {
        var calls = Calls(Hasty with { Budget = 5, BudgetPerSuccess = 0, BreaksAfter = 1000 });
        for (var i = 0; i < 20; i++) await Assert.ThrowsAsync<IOException>(() => Call(calls, _ => new IOException("reset")));
        Assert.Equal(20 + 5, _tries);
    }

    [Fact]
    public async Task A_success_earns_a_part_of_a_further_try()
    {
        var calls = Calls(Hasty with { Budget = 1, BudgetPerSuccess = 0.5, BreaksAfter = 1000 });
        await Assert.ThrowsAsync<IOException>(() => Call(calls, _ => new IOException("reset")));
        for (var i = 0; i < 2; i++) await Call(calls, _ => null);
        Assert.Equal(2, await Call(calls, number => number < 2 ? new IOException("reset") : null));
    }

    [Fact]
    public async Task What_a_server_asks_to_wait_is_waited_by_all()
    {
        var time = new TestTime();
        var began = time.GetUtcNow();
        var calls = Calls(Hasty, time);
        var first = Call(calls, number => number < 2 ? new Throttled(120) : null);
        var second = Call(calls, _ => null);
        Assert.False(second.IsCompleted);
        while (!first.IsCompleted || !second.IsCompleted)
        {
            if (time.NextDue is { } due && due > time.GetUtcNow()) time.Advance(due - time.GetUtcNow());
            await Task.Yield();
        }
        Assert.Equal((2, 1), (await first, await second));
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_server_that_asks_for_hours_is_out_of_order()
    {
        await Assert.ThrowsAsync<Throttled>(() => Call(Calls(Hasty), _ => new Throttled(7200)));
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task A_store_that_answers_nothing_is_left_alone_for_a_while()
    {
        var calls = Calls(Hasty);
        await Assert.ThrowsAnyAsync<IOException>(() => Call(calls, _ => new IOException("reset")));
        var before = _tries;
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Call(calls, _ => null));
        Assert.Equal(StoreFault.Unavailable, refusal.Fault);
        Assert.Equal(before, _tries);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        var calls = Calls(Hasty);
        for (var i = 0; i < 10; i++) await Assert.ThrowsAsync<ArgumentException>(() => Call(calls, _ => new ArgumentException("no")));
        Assert.Equal(1, await Call(calls, _ => null));
    }

    [Fact]
    public async Task Bandwidth_lets_a_seconds_worth_through_and_then_so_much_a_second()
    {
        var time = new TestTime();
        var bandwidth = new Bandwidth(1000, time);
        await bandwidth.TakeAsync(1000, Cancellation);
        var next = bandwidth.TakeAsync(500, Cancellation).AsTask();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await next;
    }

    [Fact]
    [Trait("row", "N16")]
    public async Task What_waits_for_its_share_of_a_narrow_line_has_not_failed()
    {
        var time = new TestTime();
        var rules = NetworkRules.Default.Under(1000, 4);
        var bandwidth = new Bandwidth(1000, time);
        var calls = Calls(rules, time);
        var transfers = Enumerable.Range(0, 4).Select(_ => calls.CallAsync("send", TreePath.Root, 200_000, async (number, token) =>
        {
            Interlocked.Increment(ref _tries);
            await bandwidth.TakeAsync(200_000, token);
            return number.Number;
        }, Cancellation)).ToArray();
        // 800,000 bytes take 800 seconds.
        for (var i = 0; i < 800; i++) time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(transfers), number => Assert.Equal(1, number));
        Assert.Equal(4, _tries);
        Assert.Equal(NetworkRules.Default, NetworkRules.Default.Under(null, 4));
        Assert.Equal(NetworkRules.Default, NetworkRules.Default.Under(1L << 40, 4));
    }

    private NetworkCalls Calls(NetworkRules rules, TimeProvider? time = null) => new("cloud", rules, Classify, time ?? TimeProvider.System, new Random(1), null);

    private Task<int> Call(NetworkCalls calls, Func<int, Exception?> fate) => calls.CallAsync("try", TreePath.Root, 0, (number, _) =>
    {
        Interlocked.Increment(ref _tries);
        return fate(number.Number) is { } error ? Task.FromException<int>(error) : Task.FromResult(number.Number);
    }, Cancellation);

    private static Failure Classify(Exception error) => error switch
    {
        Throttled asked => new Failure(FailureKind.Throttled, TimeSpan.FromSeconds(asked.Seconds)),
        StoreException => Failure.Permanent,
        IOException => Failure.Passing,
        _ => Failure.Permanent,
    };

    private sealed class Throttled(int seconds) : Exception
    {
        public int Seconds => seconds;
    }
}
