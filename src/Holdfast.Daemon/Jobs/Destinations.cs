using System.Collections.Concurrent;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Sharing;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>One destination of a job, once.</summary>
/// <param name="Name">The store.</param>
/// <param name="Scope">How much is looked at.</param>
/// <param name="Source">The source as this destination sees it; null to open it for this one alone.</param>
/// <param name="Before">What was known of the stores before that source was opened; null where it is not open.</param>
internal sealed record Portion(string Name, Scope Scope, IStore? Source = null, StoresBefore? Before = null);

/// <summary>
/// Takes a job to its destinations. Most kinds go to one after the other; a backup goes to all of them at once, and tries each again by
/// itself: one that is slow or away holds up none of the others.
/// </summary>
internal sealed class Destinations(IStateDb state, StoreOpener stores, SyncRecords? records, TimeProvider time, Random random)
{
    private const long SharedRoom = 64 << 20;
    private static readonly TimeSpan SharedPatience = TimeSpan.FromSeconds(1);
    private readonly Tries _tries = new(time, random);
    private readonly Breakers _breakers = new(time);

    /// <summary>Runs to all of them.</summary>
    /// <param name="job">The job.</param>
    /// <param name="trigger">What started it; a destination that is left alone is tried all the same when a person says so.</param>
    /// <param name="scope">How much is looked at.</param>
    /// <param name="planOnly">Whether nothing is carried: then there is nothing to share, nor to be tried again.</param>
    /// <param name="once">Makes one run to one of them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The runs, in the order of the destinations.</returns>
    public async Task<IReadOnlyList<RunRecord>> RunAsync(JobConfig job, RunTrigger trigger, Scope scope, bool planOnly, Func<Portion, CancellationToken, Task<RunRecord>> once, CancellationToken cancellation)
    {
        if (job.Kind == JobKind.OwnState && planOnly) throw new JobException($"job '{job.Name}' writes an archive whatever there is: there is nothing to plan");
        if (job.Kind == JobKind.RestoreDrill && planOnly) throw new JobException($"job '{job.Name}' brings back and compares, and changes nothing: there is nothing to plan");
        var names = JobRequests.DestinationsOf(job);
        if (job.Kind == JobKind.Backup && !planOnly) return await BackUpAsync(job, names, trigger, scope, once, cancellation);
        var ended = new List<RunRecord>();
        foreach (var name in names) ended.Add(await once(new Portion(name, scope), cancellation));
        return ended;
    }

    // One reading of the source feeds them all. What is tried again later is read again by itself.
    private async Task<IReadOnlyList<RunRecord>> BackUpAsync(JobConfig job, IReadOnlyList<string> names, RunTrigger trigger, Scope scope, Func<Portion, CancellationToken, Task<RunRecord>> once, CancellationToken cancellation)
    {
        var before = await StoresBefore.ReadAsync(state.Stores, cancellation);
        await using var source = names.Count < 2 ? null : await OpenAsync(job, cancellation);
        await using var reads = new SharedReads(names.Count, SharedRoom, SharedPatience, time);
        var made = new ConcurrentQueue<string>();
        var ended = await Task.WhenAll(names.Select((name, party) => Task.Run(
            async () =>
            {
                var shared = source is null ? null : new SharedStore(source, reads, party);
                return await ToOneAsync(job, name, trigger, scope, shared, before, NotedAsync, cancellation);
            }, cancellation)));
        if (records is not null) await records.AfterAsync(job, made, cancellation);
        return ended;

        async Task<RunRecord> NotedAsync(Portion part, CancellationToken token)
        {
            var run = await once(part, token);
            if (run.State != RunState.Waiting) made.Enqueue(run.Id);
            return run;
        }
    }

    private async Task<RunRecord> ToOneAsync(JobConfig job, string name, RunTrigger trigger, Scope scope, SharedStore? shared, StoresBefore before, Func<Portion, CancellationToken, Task<RunRecord>> once, CancellationToken cancellation)
    {
        try
        {
            if (trigger != RunTrigger.Command && _breakers.Resting(job.Name, name) is { } why) return Left(job, name, trigger, why);
            var isFirst = true;
            var run = await _tries.RunAsync(job, scope, async (part, token) =>
            {
                var portion = isFirst && shared is not null ? new Portion(name, part, shared, before) : new Portion(name, part);
                isFirst = false;
                try { return await once(portion, token); }
                finally { if (shared is not null) await shared.DisposeAsync(); }
            }, cancellation);
            _breakers.Ended(run, job.Backoff);
            return run;
        }
        finally { if (shared is not null) await shared.DisposeAsync(); }
    }

    // A source that cannot be opened is told by each run, which tries it again.
    private async ValueTask<IStore?> OpenAsync(JobConfig job, CancellationToken cancellation)
    {
        try { return await stores.OpenSourceAsync(job.From!, job, cancellation); }
        catch (StoreException) { return null; }
    }

    private RunRecord Left(JobConfig job, string name, RunTrigger trigger, string why) => new()
    {
        Id = "", Job = job.Name, Kind = job.Kind.Word(), Source = job.From, Destination = name, Trigger = trigger, Started = time.GetUtcNow(), Ended = time.GetUtcNow(), State = RunState.Failed, Message = why, StoreAbsent = true,
    };
}
