using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Tries a run of a backup again when what went wrong may pass: after a while that doubles each time, and only for the names that failed.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Chance for waits, so that what failed together does not come back together.</param>
internal sealed class Tries(TimeProvider time, Random random)
{
    private readonly Lock _gate = new();

    /// <summary>Runs until it is well, until it cannot be by trying, or until it was tried often enough.</summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">How much the first run looks at.</param>
    /// <param name="once">Makes one run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The last of the runs.</returns>
    public async Task<RunRecord> RunAsync(JobConfig job, Scope scope, Func<Scope, CancellationToken, Task<RunRecord>> once, CancellationToken cancellation)
    {
        var run = await once(scope, cancellation);
        for (var tried = 1; tried < job.Tries && run.MayPass; tried++)
        {
            await Task.Delay(Wait(job.Backoff, tried), time, cancellation);
            // What could not even begin begins again; else only what failed is looked at.
            var left = run.Failing is { } names ? Scope.Of(names.Select(name => new ScopeItem(name, false))) : scope;
            run = await once(left, cancellation);
        }
        return run;
    }

    /// <summary>How long is waited after so many tries: within a quarter of what doubles each time.</summary>
    internal TimeSpan Wait(TimeSpan first, int tried)
    {
        lock (_gate) return first * Math.Pow(2, tried - 1) * (0.75 + (random.NextDouble() / 2));
    }
}
