using Holdfast.Adapters.Files;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Gives back the memory that work left behind: the runtime keeps it while nothing is allocated, and a daemon is idle
/// nearly always. A collection takes some 20 ms, so it comes only after work, and never beside a run.
/// </summary>
/// <param name="isIdle">Whether no run is under way.</param>
/// <param name="heap">What allocates and collects.</param>
/// <param name="time">The clock.</param>
internal sealed class MemoryReturn(Func<bool> isIdle, IHeap heap, TimeProvider time)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>Less than so many bytes are left where they are.</summary>
    public const long Worthwhile = 4 * 1024 * 1024;

    /// <summary>Looks at intervals until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var seen = 0L;
        while (true)
        {
            await Task.Delay(Every, time, cancellation);
            if (heap.Allocated - seen < Worthwhile || !isIdle()) continue;
            await heap.GiveBackAsync(cancellation);
            seen = heap.Allocated;
        }
    }
}

/// <summary>The process's memory.</summary>
internal interface IHeap
{
    /// <summary>Bytes allocated since the process began.</summary>
    long Allocated { get; }

    /// <summary>Collects everything and returns what is free to the system.</summary>
    ValueTask GiveBackAsync(CancellationToken cancellation);
}

/// <summary>The runtime's heap, and what the state's database took beside it.</summary>
/// <param name="state">The state.</param>
internal sealed class ProcessHeap(IStateDb state) : IHeap
{
    /// <inheritdoc/>
    public long Allocated => GC.GetTotalAllocatedBytes();

    /// <inheritdoc/>
    public async ValueTask GiveBackAsync(CancellationToken cancellation)
    {
        await state.ShrinkAsync(cancellation);
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        NativeHeap.Trim();
    }
}
