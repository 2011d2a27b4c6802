using System.Security.Cryptography;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;

namespace Holdfast.Daemon.Restoring;

/// <summary>
/// Brings a sample of what a store keeps back into a directory of its own, by the same way a restore goes, and compares each file with what
/// is recorded of it. A backup that was never restored is a hope.
/// </summary>
internal sealed class Drill(HoldfastConfig config, IStateDb state, StoreOpener stores, JobRequests requests, LiveRuns live, TimeProvider time, Random random)
{
    private readonly Lock _gate = new();

    /// <summary>Makes a drill; what does not come back right is a finding, and the run is partial.</summary>
    public async Task<RunRecord> RunAsync(JobConfig job, RunRecord run, CancellationToken cancellation)
    {
        var progress = new RunProgress();
        using var shown = live.Begin(run, progress);
        await state.Runs.BeginAsync(run, cancellation);
        var writer = requests.WriterOf(job, run.Destination);
        await using var store = await stores.OpenAsync(run.Destination, job, writable: false, cancellation);
        var leg = await state.Baselines.FindLegAsync(writer.Name, store.Facts.Uuid, cancellation)
            ?? throw new JobException($"job '{job.Name}': nothing is recorded of {run.Destination} yet: run '{writer.Name}' first");
        var sample = await SampleAsync(leg, job.Sample, cancellation);
        progress.Phase = "transfer";
        progress.TotalOperations = sample.Count;
        using var place = ScratchDirectory.Make(TemporaryPlace.Of(config), $"drill-{job.Name}");
        var outcomes = await CarryAsync(run, store, leg, sample, place, progress, cancellation);
        await state.Runs.CommitAsync(run.Id, null, outcomes, [], cancellation);
        return await EndAsync(job, run, outcomes, cancellation);
    }

    private async Task<List<Outcome>> CarryAsync(RunRecord run, IStore store, Leg leg, IReadOnlyList<BaselineEntry> sample, ScratchDirectory place, RunProgress progress, CancellationToken cancellation)
    {
        await using var scratch = SqliteStateDb.Open(place.Place("state"));
        await using var to = await stores.OpenDirectoryAsync(place.Place("files"), cancellation);
        var past = new PastStore(store, state, leg, TreePath.Root, null);
        var chosen = new SampleStore(past, sample);
        var copy = new RunRequest
        {
            Run = run with { Source = store.Facts.Name, Destination = to.Facts.Name },
            Source = chosen,
            Destination = to,
            Before = await StoresBefore.ReadAsync(scratch.Stores, cancellation),
            Planner = new MirrorPlanner(new MirrorRules { IsCopy = true }, Fidelity.Common(store.Facts.Fidelity, to.Facts.Fidelity)),
            MayStream = true,
            Progress = progress,
        };
        await new SyncEngine(scratch, time).RunAsync(copy, cancellation);
        var outcomes = new List<Outcome>();
        foreach (var (row, i) in sample.Select((row, i) => (row, i)))
        {
            var operation = new Operation { Seq = i + 1, Kind = OperationKind.Check, Path = row.Path, Baseline = row, Source = row.AsSeen(row.Source), Destination = row.AsSeen(row.Destination), Reason = "brought back and compared" };
            var problem = await ProblemAsync(to, row, await scratch.Runs.HistoryAsync(row.Path, 1, cancellation), cancellation);
            outcomes.Add(new Outcome(operation, problem is null ? OutcomeKind.Done : OutcomeKind.Failed, problem));
        }
        return outcomes;
    }

    private static async ValueTask<string?> ProblemAsync(IStore to, BaselineEntry row, IReadOnlyList<(RunRecord Run, Outcome Outcome)> history, CancellationToken cancellation)
    {
        if (await to.StatAsync(row.Path, cancellation) is not { } back)
            return history.Count > 0 && history[0].Outcome.Message is { } why ? $"did not come back: {why}" : "did not come back: the store does not have it";
        if (back.Size != row.Size) return $"came back with {back.Size} bytes instead of {row.Size}";
        if (row.Hash is not { Kind: HashKind.Sha256 } recorded) return null;
        await using var reader = await to.OpenReadAsync(back, cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        while (await reader.ReadAsync(buffer, cancellation) is { IsEnd: false } block)
        {
            if (block.Hole > 0) for (var left = block.Hole; left > 0; left -= Math.Min(left, buffer.Length)) hash.AppendData(new byte[Math.Min(left, buffer.Length)]);
            else hash.AppendData(buffer.AsSpan(0, block.Length));
        }
        return hash.GetHashAndReset().AsSpan().SequenceEqual(recorded.Value.Span) ? null : "came back with other content than recorded";
    }

    private async Task<RunRecord> EndAsync(JobConfig job, RunRecord run, List<Outcome> outcomes, CancellationToken cancellation)
    {
        var failed = outcomes.Where(outcome => outcome.Kind == OutcomeKind.Failed).ToList();
        var tally = new Tally { Checks = outcomes.Count, Done = outcomes.Count - failed.Count, Failed = failed.Count, Bytes = outcomes.Sum(o => o.Operation.Bytes), BytesDone = outcomes.Where(o => o.Kind == OutcomeKind.Done).Sum(o => o.Operation.Bytes) };
        var findings = failed.ConvertAll(outcome => new Finding("restore-drill", Severity.Error, outcome.Operation.Path, $"{outcome.Message}", "look at the store now: what cannot be brought back is no backup") { Store = run.Destination });
        await state.Findings.ReplaceAsync(job.Name, run.Destination, Scope.All, findings, time.GetUtcNow(), cancellation);
        run = run with { State = failed.Count == 0 ? RunState.Succeeded : RunState.Partial, Tally = tally, Ended = time.GetUtcNow(), Message = failed.Count == 0 ? null : $"{failed.Count} of {outcomes.Count} files did not come back right" };
        await state.Runs.UpdateAsync(run, cancellation);
        return run;
    }

    // Each file has the same chance, and no list of all of them is held.
    private async Task<IReadOnlyList<BaselineEntry>> SampleAsync(Leg leg, int count, CancellationToken cancellation)
    {
        var sample = new List<BaselineEntry>(count);
        var seen = 0;
        await foreach (var row in state.Baselines.ReadAsync(leg, Scope.All, cancellation))
        {
            if (row.Kind != EntryKind.File) continue;
            int place;
            lock (_gate) place = random.Next(++seen);
            if (sample.Count < count) sample.Add(row);
            else if (place < count) sample[place] = row;
        }
        sample.Sort((a, b) => CanonicalOrder.Compare(a.Path.Bytes, false, b.Path.Bytes, false));
        return sample;
    }

    /// <summary>Some files of a store and the directories above them.</summary>
    private sealed class SampleStore(PastStore inner, IReadOnlyList<BaselineEntry> sample) : IStore
    {
        public StoreFacts Facts => inner.Facts;

        public T? Ask<T>() where T : class => inner.Ask<T>();

        public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            var last = TreePath.Root;
            foreach (var row in sample)
            {
                if (await inner.StatAsync(row.Path, cancellation) is not { IsFile: true } entry) continue;
                var above = new Stack<TreePath>();
                for (var directory = row.Path.Parent; !directory.IsRoot && directory != last && !last.IsBelow(directory); directory = directory.Parent) above.Push(directory);
                foreach (var directory in above) yield return new Entry { Path = directory, Kind = EntryKind.Directory, Mode = 0x1C0 };
                last = row.Path;
                yield return entry;
            }
        }

        public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) => inner.StatAsync(path, cancellation);

        public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) => inner.OpenReadAsync(expected, cancellation);

        public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) => inner.WriteAsync(request, cancellation);

        public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => inner.DeleteAsync(expected, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
