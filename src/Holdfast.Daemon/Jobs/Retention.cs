using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Lets go of what a backup need not keep any more: versions none of its rules wants, and, where that is said, files the source has not had
/// for long enough. It looks once an hour, and what it does is a run of its own.
/// </summary>
internal sealed class Retention(HoldfastConfig config, IStateDb state, Func<string> nextId, TimeProvider time)
{
    /// <summary>The name under which its runs stand in the history, and their kind.</summary>
    public const string Kind = "retention";

    private const int Chunk = 500;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Whether what the trash of a store holds are versions of a backup.</summary>
    public static bool Governs(HoldfastConfig config, string store) => config.Jobs.Any(job => job.Kind == JobKind.Backup && job.To.Contains(store));

    /// <summary>Looks, if it is time, after a run.</summary>
    public async Task AfterAsync(JobConfig job, IStore store, CancellationToken cancellation)
    {
        if (job.Kind != JobKind.Backup || store.Ask<IVersionStore>() is not { } versions || store.Ask<ITrashStore>() is not { } trash) return;
        var now = time.GetUtcNow();
        if (await state.Stores.FindTrashAsync(store.Facts.Uuid, Kind, cancellation) is { } known && now - known.SweptAt is var age && age >= TimeSpan.Zero && age < Every) return;
        await using var held = store.Ask<ILockingStore>() is { } locking ? await locking.TryLockAsync(cancellation) : null;
        if (held is null && store.Ask<ILockingStore>() is not null) return;
        var leg = await state.Baselines.FindLegAsync(job.Name, store.Facts.Uuid, cancellation);
        var run = new RetentionRun(state, store.Facts.Name, nextId, time);
        if (leg is not null && job.Keep.Deleted is { } longest) await RemoveGoneAsync(run, leg, store, trash, now - longest, cancellation);
        await DropAsync(run, job.Keep, leg, store.Facts.Name, versions, now, cancellation);
        await run.EndAsync(cancellation);
        await state.Stores.SaveTrashAsync(store.Facts.Uuid, Kind, new KnownTrash(now, 0), cancellation);
    }

    // What the source has not had for long enough loses its place and becomes a version, which the rules then judge.
    private async Task RemoveGoneAsync(RetentionRun run, Leg leg, IStore store, ITrashStore trash, DateTimeOffset before, CancellationToken cancellation)
    {
        while (await state.Versions.GoneAsync(leg, before.ToUnixTimeSeconds(), Chunk, cancellation) is { Count: > 0 } gone)
        {
            var (outcomes, changes) = (new List<Outcome>(), new List<BaselineChange>());
            foreach (var row in gone)
            {
                var outcome = await RemoveAsync(run, row, store, trash, cancellation);
                outcomes.Add(outcome);
                // What could not be removed is somebody else's by now, or is looked at again when it is missed again.
                changes.Add(new BaselineChange(row.Path, false, outcome.Kind is OutcomeKind.Failed ? row with { GoneAt = time.GetUtcNow().ToUnixTimeSeconds() } : null));
            }
            await run.CommitAsync(leg, outcomes, changes, cancellation);
        }
    }

    private static async Task<Outcome> RemoveAsync(RetentionRun run, BaselineEntry row, IStore store, ITrashStore trash, CancellationToken cancellation)
    {
        var operation = new Operation { Seq = run.Next(), Kind = OperationKind.Remove, Path = row.Path, Baseline = row, Destination = row.AsSeen(row.Destination), Reason = "not in the source for longer than keep.deleted" };
        try
        {
            var there = await store.StatAsync(row.Path, cancellation);
            if (there is null || there.Kind != row.Kind || there.Size != row.Size || !store.Facts.Fidelity.SameMtime(there.Mtime, row.Destination.Mtime)) return new Outcome(operation, OutcomeKind.Changed, "it is not what the backup left there");
            return new Outcome(operation with { Destination = there }, OutcomeKind.Done, TrashPath: await trash.DiscardAsync(there, await run.IdAsync(cancellation), cancellation)) { Before = there };
        }
        catch (WorldChangedException e) { return new Outcome(operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault != StoreFault.Unavailable) { return new Outcome(operation, OutcomeKind.Failed, e.Message); }
    }

    private async Task DropAsync(RetentionRun run, KeepRules rules, Leg? leg, string store, IVersionStore versions, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!rules.HasRules) return;
        var planner = new RetentionPlanner(rules, now, config.TimeZone);
        var (name, old) = (new List<TrashedVersion>(), new List<TrashedVersion>());
        await foreach (var version in state.Versions.ReadAsync(store, cancellation))
        {
            if (name.Count > 0 && name[0].Path != version.Path) await JudgeAsync();
            name.Add(version);
        }
        await JudgeAsync();
        await LetGoAsync();

        async Task JudgeAsync()
        {
            if (name.Count == 0) return;
            name.Sort((a, b) => a.Span.Until.CompareTo(b.Span.Until));
            var keeps = planner.Keeps([.. name.Select(one => one.Span)], rules.Last is not null && await StandsAsync(leg, name[0].Path, cancellation));
            for (var i = 0; i < name.Count; i++) if (!keeps[i] && name[i].Was is { IsDirectory: false }) old.Add(name[i]);
            name.Clear();
            if (old.Count >= Chunk) await LetGoAsync();
        }

        async Task LetGoAsync()
        {
            if (old.Count == 0) return;
            foreach (var one in old) await versions.DropKeptAsync(one.Place, cancellation);
            await state.Versions.ForgetAsync(old, cancellation);
            await run.DroppedAsync(old, cancellation);
            old.Clear();
        }
    }

    private async ValueTask<bool> StandsAsync(Leg? leg, TreePath path, CancellationToken cancellation)
    {
        if (leg is null) return false;
        await foreach (var row in state.Baselines.ReadAsync(leg, Scope.Of([new ScopeItem(path, false)]), cancellation)) if (!row.IsDirectory) return true;
        return false;
    }
}
