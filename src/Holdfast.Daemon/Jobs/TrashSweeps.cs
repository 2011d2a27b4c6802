using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Sweeps the trash behind runs, when it can matter. To know how much a trash holds means to look at everything in it, which
/// must not delay the small runs a watcher asks for: so it is looked at once an hour, and in between only what each run adds
/// is counted. More than <c>max</c> it never holds for longer than a run.
/// </summary>
internal sealed class TrashSweeps(HoldfastConfig config, IStateDb state, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Store, string Job), DateTimeOffset> _swept = [];

    /// <summary>Sweeps, if it can matter, after a run.</summary>
    public async Task AfterAsync(JobConfig job, RunRecord run, IStore store, CancellationToken cancellation)
    {
        var name = store.Facts.Name;
        if (config.FindStore(name) is not { } configured || job.Kind == JobKind.Verify || store.Ask<ITrashStore>() is not { } trash) return;
        var rules = HoldfastConfig.TrashOf(job, configured);
        var room = store.Ask<ICapacityStore>() is { } capacity ? await capacity.CapacityAsync(cancellation) : null;
        var most = room is null ? long.MaxValue : (long)(room.TotalBytes * rules.MaxPercent / 100);
        if (!IsDue(name, job.Name) && Grow(name, await trash.MeasureAsync(run.Id, cancellation)) <= most) return;
        var swept = await trash.SweepAsync(time.GetUtcNow() - rules.Keep, most, cancellation);
        lock (_lock) (_bytes[name], _swept[(name, job.Name)]) = (swept.BytesLeft, time.GetUtcNow());
        if (swept.Runs.Count > 0) await state.Runs.ForgetTrashAsync(swept.Runs, cancellation);
    }

    private bool IsDue(string store, string job)
    {
        lock (_lock) return !_swept.TryGetValue((store, job), out var last) || time.GetUtcNow() - last >= Every;
    }

    private long Grow(string store, long bytes)
    {
        lock (_lock) return _bytes[store] = _bytes.GetValueOrDefault(store) + bytes;
    }
}
