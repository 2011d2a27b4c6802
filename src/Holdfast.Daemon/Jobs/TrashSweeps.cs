using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Sweeps the trash behind runs, when it can matter. To know how much a trash holds means to look at everything in it, which
/// must not delay small runs: so it is looked at once an hour, and in between only what each run adds is counted, by whatever
/// process. More than <c>max</c> it never holds for longer than a run.
/// </summary>
internal sealed class TrashSweeps(HoldfastConfig config, IStateDb state, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Sweeps, if it can matter, after a run.</summary>
    public async Task AfterAsync(JobConfig job, RunRecord run, IStore store, CancellationToken cancellation)
    {
        if (config.FindStore(store.Facts.Name) is not { } configured || job.OnlyLooks || store.Ask<ITrashStore>() is not { } trash) return;
        // What a backup keeps there are versions: retention alone decides about them.
        if (Retention.Governs(config, configured.Name) && store.Ask<IVersionStore>() is not null) return;
        var rules = HoldfastConfig.TrashOf(job, configured);
        var room = store.Ask<ICapacityStore>() is { } capacity ? await capacity.CapacityAsync(cancellation) : null;
        var most = room is null ? long.MaxValue : (long)(room.TotalBytes * rules.MaxPercent / 100);
        var now = time.GetUtcNow();
        if (await state.Stores.FindTrashAsync(store.Facts.Uuid, job.Name, cancellation) is { } known && now - known.SweptAt is var age && age >= TimeSpan.Zero && age < Every)
        {
            var added = await trash.MeasureAsync(run.Id, cancellation);
            if (added == 0) return;
            if (known.Bytes + added <= most)
            {
                await state.Stores.SaveTrashAsync(store.Facts.Uuid, job.Name, known with { Bytes = known.Bytes + added }, cancellation);
                return;
            }
        }
        var swept = await trash.SweepAsync(now - rules.Keep, most, cancellation);
        await state.Stores.SaveTrashAsync(store.Facts.Uuid, job.Name, new KnownTrash(now, swept.BytesLeft), cancellation);
        if (swept.Runs.Count > 0) await state.Runs.ForgetTrashAsync(swept.Runs, cancellation);
    }
}
