using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>What can be recorded, and what is about to be named.</summary>
/// <param name="Outcomes">Outcomes whose effects are durable.</param>
/// <param name="RecordedThrough">Number of the last batch all of whose outcomes are recorded with this; -1 for none.</param>
/// <param name="Batch">Number of the batch that is announced.</param>
/// <param name="Announced">Its outcomes, should its files get their names.</param>
public sealed record Commit(IReadOnlyList<Outcome> Outcomes, long RecordedThrough, long Batch, IEnumerable<Outcome> Announced);

/// <summary>Takes outcomes whose effects are durable, so that they can be recorded, and those that will come next should they come about.</summary>
public delegate ValueTask OutcomeSink(Commit commit, CancellationToken cancellation);

/// <summary>Everything a transfer needs to know.</summary>
public sealed record TransferJob
{
    /// <summary>The run it belongs to; names its part of the trash.</summary>
    public required string Run { get; init; }

    /// <summary>Where content comes from; null for jobs that change a store by itself.</summary>
    public IStore? Source { get; init; }

    /// <summary>The store that is changed.</summary>
    public required IStore Destination { get; init; }

    /// <summary>Entries with an access control list.</summary>
    public AclRule Acl { get; init; }

    /// <summary>How what was written is verified.</summary>
    public VerifyRule Verify { get; init; }

    /// <summary>Operations of a batch, when nobody says another number.</summary>
    public const int UsualBatch = 2_500;

    /// <summary>Operations that are made durable and recorded together at most.</summary>
    public int Batch { get; init; } = UsualBatch;

    /// <summary>
    /// Whether the source must still be as the plan saw it, as for a plan somebody approved. Otherwise a file that has changed
    /// since the scan is carried as it is now.
    /// </summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether one of the two stores lies behind a network.</summary>
    public bool IsRemote => Source?.Ask<IRemoteStore>() is not null || Destination.Ask<IRemoteStore>() is not null;

    /// <summary>Operations worked on at once: what keeps this machine busy, or the network.</summary>
    public int Workers { get => field > 0 ? field : Math.Max(Math.Clamp(Environment.ProcessorCount, 2, 8), Math.Max(Source?.Ask<IRemoteStore>()?.Parallel ?? 0, Destination.Ask<IRemoteStore>()?.Parallel ?? 0)); init; }

    /// <summary>Tells the hashes of a content's pieces, where they are known; null where none are.</summary>
    public Func<ContentHash, CancellationToken, ValueTask<PartHashes?>>? PartsOf { get; init; }

    /// <summary>Told as it goes.</summary>
    public required RunProgress Progress { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Takes outcomes once they are durable.</summary>
    public required OutcomeSink Record { get; init; }
}
