using Holdfast.Daemon.Api;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What many ask for is read once, and nobody waits for a reading who can be told what was read before.</summary>
[Trait("row", "D6")]
public sealed class LatestTests : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(5);
    private readonly TestTime _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly Queue<TaskCompletionSource<string>> _readings = [];
    private readonly Latest<string> _latest;

    public LatestTests() => _latest = new Latest<string>(_ => _readings.Dequeue().Task, Fresh, Bearable, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_once_while_it_is_fresh()
    {
        Next().SetResult("first");

        Assert.Equal("first", await _latest.GetAsync(Cancellation));
        _time.Advance(Fresh - TimeSpan.FromMilliseconds(1));
        Assert.Equal("first", await _latest.GetAsync(Cancellation));
    }

    [Fact]
    public async Task While_it_is_read_again_others_are_told_what_was_read_before()
    {
        Next().SetResult("first");
        await _latest.GetAsync(Cancellation);
        _time.Advance(Fresh);
        var second = Next();

        var reader = _latest.GetAsync(Cancellation);
        var other = _latest.GetAsync(Cancellation);

        Assert.False(reader.IsCompleted);
        Assert.True(other.IsCompletedSuccessfully);
        Assert.Equal("first", await other);
        second.SetResult("second");
        Assert.Equal("second", await reader);
        Assert.Equal("second", await _latest.GetAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_too_old_is_waited_for()
    {
        Next().SetResult("first");
        await _latest.GetAsync(Cancellation);
        _time.Advance(Bearable);
        var second = Next();

        var (reader, other) = (_latest.GetAsync(Cancellation).AsTask(), _latest.GetAsync(Cancellation).AsTask());

        Assert.False(other.IsCompleted);
        second.SetResult("second");
        Assert.Equal(["second", "second"], await Task.WhenAll(reader, other));
    }

    [Fact]
    public async Task After_a_change_nobody_is_told_what_was_read_before_it()
    {
        Next().SetResult("first");
        await _latest.GetAsync(Cancellation);
        _time.Advance(Fresh);
        var (during, after) = (Next(), Next());

        var reader = _latest.GetAsync(Cancellation).AsTask();
        _latest.Forget();
        var other = _latest.GetAsync(Cancellation).AsTask();
        during.SetResult("read across the change");
        await reader;

        Assert.False(other.IsCompleted);
        after.SetResult("read after it");
        Assert.Equal("read after it", await other);
    }

    public void Dispose() => _latest.Dispose();

    private TaskCompletionSource<string> Next()
    {
        var next = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _readings.Enqueue(next);
        return next;
    }
}
