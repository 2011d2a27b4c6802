using System.Collections.Concurrent;
using System.Diagnostics;

namespace Holdfast.Integration.Load;

/// <summary>What a load saw.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Failures">Answers that were not 200.</param>
/// <param name="Usual">How long the middle one of all answers took.</param>
/// <param name="Slow">How long all but one in a hundred took at most.</param>
/// <param name="Worst">How long the slowest took.</param>
internal sealed record LoadResult(double PerSecond, long Failures, TimeSpan Usual, TimeSpan Slow, TimeSpan Worst)
{
    public override string ToString() => FormattableString.Invariant($"{PerSecond:N0} answers/s, {Failures} failures; {Usual.TotalMilliseconds:0.0} ms usual, {Slow.TotalMilliseconds:0.0} ms for 99 in 100, {Worst.TotalMilliseconds:0} ms at most");
}

/// <summary>Asks for the status so many times a second, no more, over connections that stay open. What was not asked in time because answers were slow is asked as soon as they come.</summary>
internal sealed class SteadyLoad : IDisposable
{
    private const int Connections = 20;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<long> _took = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Task _asking;
    private long _failures;

    private SteadyLoad(Uri server, string token, int perSecond)
    {
        var request = Knock.Request(server, "/api/status", token);
        var each = TimeSpan.FromSeconds((double)Connections / perSecond);
        _asking = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => AskAsync(server, request, each))));
    }

    /// <summary>Begins.</summary>
    public static SteadyLoad Start(Uri server, string token, int perSecond) => new(server, token, perSecond);

    /// <summary>Ends, and tells what it saw.</summary>
    public async Task<LoadResult> StopAsync()
    {
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        await _end.CancelAsync();
        await _asking;
        var took = _took.Order().ToArray();
        return new LoadResult(took.Length / seconds, _failures, Stopwatch.GetElapsedTime(0, took[took.Length / 2]), Stopwatch.GetElapsedTime(0, took[took.Length * 99 / 100]), Stopwatch.GetElapsedTime(0, took[^1]));
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    private async Task AskAsync(Uri server, byte[] request, TimeSpan each)
    {
        using var knock = await Knock.AtAsync(server, CancellationToken.None);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var began = Stopwatch.GetTimestamp();
        for (var asked = 0; !_end.IsCancellationRequested;)
        {
            for (; asked * each < Stopwatch.GetElapsedTime(began) && !_end.IsCancellationRequested; asked++)
            {
                var at = Stopwatch.GetTimestamp();
                if (await knock.AskAsync(request, CancellationToken.None) != 200) Interlocked.Increment(ref _failures);
                _took.Add(Stopwatch.GetTimestamp() - at);
            }
            await tick.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
