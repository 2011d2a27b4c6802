using Holdfast.Daemon.Jobs;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Jobs;

/// <summary>When an idle daemon gives memory back.</summary>
public sealed class MemoryReturnTests : IHeap
{
    private readonly TestTime _time = new();
    private bool _isIdle = true;
    private int _collections;
    private long _allocated;

    long IHeap.Allocated => _allocated;

    ValueTask IHeap.GiveBackAsync(CancellationToken cancellation)
    {
        _collections++;
        return ValueTask.CompletedTask;
    }

    [Fact]
    [Trait("row", "C14")]
    public async Task What_work_left_behind_is_given_back_once_when_no_run_is_under_way()
    {
        using var stop = new CancellationTokenSource();
        var running = new MemoryReturn(() => _isIdle, this, _time).RunAsync(stop.Token);
        await LookAsync(0);

        _allocated += 100 * MemoryReturn.Worthwhile;
        _isIdle = false;
        await LookAsync(0);
        _isIdle = true;
        await LookAsync(1);
        await LookAsync(1);
        _allocated += MemoryReturn.Worthwhile - 1;
        await LookAsync(1);
        _allocated++;
        await LookAsync(2);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    // One look; it is over when the next one is awaited.
    private async Task LookAsync(int collections)
    {
        await _time.TimersChanged.UntilAsync(() => _time.NextDue > _time.GetUtcNow(), "the next look");
        var due = _time.NextDue!.Value;
        _time.Advance(MemoryReturn.Every);
        await _time.TimersChanged.UntilAsync(() => _time.NextDue > due, "the look to end");
        Assert.Equal(collections, _collections);
    }
}
