using System.Runtime.CompilerServices;
using Holdfast.Engine.Diffing;
using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Scanning;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine;

/// <summary>Scans, diffs and plans: drives the three streams through the differ and the planner into a stored plan.</summary>
internal sealed class PlanBuilder(IStateDb state, RunRequest request, Leg? leg) : IPlanSink
{
    private const int ChunkSize = 1000;
    private const int KeptFindings = 10_000;
    private readonly List<Operation> _operations = [];
    private readonly List<Finding> _findings = [];
    private readonly TopLevels _topLevels = new();
    private readonly SourceNames? _sourceNames = request is { Pairs: true, Scope.IsAll: true } ? new SourceNames() : null;
    private readonly PlanSum _streamed = new();
    private readonly PlanSum _stored = new();
    private readonly SmallPlan _small = new();
    private readonly Fidelity _common = request.Source is null ? request.Destination.Facts.Fidelity : Fidelity.Common(request.Source.Facts.Fidelity, request.Destination.Facts.Fidelity);
    private readonly LinkedNames _linkedNames = new(state, request);
    private Tally _missed = new();
    private long _seq;
    private long _sourceFiles;
    private long _baselineFiles;
    private long _destinationEntries;

    /// <summary>Whether the plan is applied while it is made, after <see cref="ChooseAsync"/>.</summary>
    public bool Streams { get; private set; }

    /// <summary>What the planner saw and left alone.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Directories of either side that could not be looked into, other than those where another file system begins.</summary>
    public long Unlisted { get; private set; }

    /// <summary>
    /// Chooses whether the plan is applied while it is made: nothing was ever agreed on, so nothing can be removed, and there
    /// surely is room for all of it. Where that is in doubt the whole plan is made first, and judged by what it really adds.
    /// </summary>
    public async ValueTask ChooseAsync(CancellationToken cancellation) =>
        Streams = request is { MayStream: true, PlanOnly: false } && leg is { Entries: 0 } && await FitsAsync(cancellation);

    /// <summary>Makes and stores the whole plan.</summary>
    public async Task BuildAsync(CancellationToken cancellation)
    {
        await foreach (var chunk in ChunksAsync(cancellation)) await StoreAsync(chunk, cancellation);
        if (request.Pairs && _small.MayPair) await state.Runs.PairAsync(request.Run.Id, moves: true, links: true, cancellation);
    }

    /// <summary>Gives operations that depend on nothing as they are found, and stores the others.</summary>
    public async IAsyncEnumerable<Operation> StreamAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var later = new List<Operation>();
        await foreach (var chunk in ChunksAsync(cancellation))
        {
            foreach (var operation in chunk)
            {
                if (!MayStream(operation))
                {
                    later.Add(operation);
                    continue;
                }
                _streamed.Add(operation);
                yield return operation;
            }
            if (later.Count < ChunkSize) continue;
            await StoreAsync(later, cancellation);
            later.Clear();
        }
        await StoreAsync(later, cancellation);
        if (_small.MayPair) await state.Runs.PairAsync(request.Run.Id, moves: false, links: true, cancellation);
    }

    /// <summary>What is left to be applied, in the order of application.</summary>
    public IAsyncEnumerable<Operation> PendingAsync(CancellationToken cancellation) =>
        _small.IsWhole ? _small.InOrder().ToAsyncEnumerable() : state.Runs.PendingAsync(request.Run.Id, cancellation);

    /// <summary>Digest of the plan as it is stored: what somebody approves is what will be applied.</summary>
    public async Task<string> DigestAsync(CancellationToken cancellation)
    {
        using var digest = new PlanDigest();
        await foreach (var operation in state.Runs.PendingAsync(request.Run.Id, cancellation)) digest.Add(operation);
        return digest.Finish();
    }

    /// <summary>Counts the plan.</summary>
    public async Task<PlanFacts> SumAsync(CancellationToken cancellation)
    {
        var sum = _stored;
        if (_small.MayPair)
        {
            // What pairing made of it stands in the state alone.
            sum = new PlanSum();
            _topLevels.ForgetRemovals();
            await foreach (var operation in state.Runs.PendingAsync(request.Run.Id, cancellation)) Count(operation, sum);
        }
        if (!request.Scope.IsAll) await CountTopLevelsAsync(cancellation);
        var pending = sum.ToTally();
        var capacity = request.Destination.Ask<ICapacityStore>() is { } room && (sum.NewBytes > 0 || sum.NewFiles > 0) ? await room.CapacityAsync(cancellation) : null;
        return new PlanFacts
        {
            Tally = PlanSum.Total(pending, _streamed.ToTally()) with { Entries = _destinationEntries, Failed = _missed.Failed, Changed = _missed.Changed },
            NewBytes = sum.NewBytes,
            NewFiles = sum.NewFiles,
            DestinationEntries = Math.Max(_destinationEntries, request.Scope.IsAll ? 0 : leg?.Entries ?? 0),
            SourceFiles = _sourceFiles,
            BaselineFiles = _baselineFiles,
            IsFull = request.Scope.IsAll,
            MayBeEmpty = request.MayBeEmpty && _sourceFiles == 0 && pending is { Removes: 0, Replaces: 0 },
            EmptiedTopLevels = _topLevels.Emptied(),
            Capacity = capacity,
        };
    }

    // Names and sizes alone are read ahead: one more scan of the source. What is there already counts too: too much, never too little.
    private async ValueTask<bool> FitsAsync(CancellationToken cancellation)
    {
        if (request.Source is null || request.Destination.Ask<ICapacityStore>() is not { } store) return true;
        var room = await store.CapacityAsync(cancellation);
        var (bytes, files) = (0L, 0L);
        await foreach (var entry in request.Source.ListAsync(new ListRequest(request.Scope, request.Filters), cancellation))
        {
            bytes += entry.Data;
            if (++files % ChunkSize == 0 && PlanGuard.JudgeRoom(bytes, files, room, request.Guards).Count > 0) return false;
        }
        return PlanGuard.JudgeRoom(bytes, files, room, request.Guards).Count == 0;
    }

    /// <summary>A narrowed run saw only some names; what its top-level directories hold in all stands in the baseline.</summary>
    private async ValueTask CountTopLevelsAsync(CancellationToken cancellation)
    {
        if (leg is null) return;
        foreach (var top in _topLevels.Shrinking)
        {
            var files = 0L;
            await foreach (var row in state.Baselines.ReadAsync(leg, Scope.Of([new ScopeItem(top, true)]), cancellation)) files += row.IsDirectory ? 0 : 1;
            _topLevels.Holds(top, files);
        }
    }

    void IPlanSink.Add(Operation operation) => _operations.Add(operation with { Seq = ++_seq });

    void IPlanSink.Report(Finding finding)
    {
        if (_findings.Count < KeptFindings) _findings.Add(finding with { Store = request.Destination.Facts.Name });
    }

    private void Count(Operation operation, PlanSum sum)
    {
        sum.Add(operation);
        if (operation.Kind == OperationKind.Remove) _topLevels.Removes(operation.Path);
    }

    private async ValueTask StoreAsync(IReadOnlyList<Operation> operations, CancellationToken cancellation)
    {
        if (operations.Count == 0) return;
        _small.Add(operations);
        if (!_small.MayPair) foreach (var operation in operations) Count(operation, _stored);
        await state.Runs.AddOperationsAsync(request.Run.Id, operations, cancellation);
    }

    private static bool MayStream(Operation operation) =>
        operation.Kind is OperationKind.MakeDirectory || (operation.Kind is OperationKind.Create or OperationKind.Adopt && !operation.CompareContent && operation.Source is { Links: 1 } or { IsDirectory: true });

    private async IAsyncEnumerable<IReadOnlyList<Operation>> ChunksAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var listing = new ListRequest(request.Scope, request.Filters);
        var (sourceIsSame, destinationIsSame) = (leg?.SourceFileSystem == request.Source?.Facts.FileSystemId, leg?.DestinationFileSystem == request.Destination.Facts.FileSystemId);
        await using var baseline = new EntryStream<BaselineEntry>(leg is null ? Nothing<BaselineEntry>() : state.Baselines.ReadAsync(leg, request.Scope, cancellation), Order, "baseline", cancellation);
        await using var source = new EntryStream<Entry>(request.Source?.ListAsync(sourceIsSame ? Knowing(listing, row => row.Source) : listing, cancellation) ?? Nothing<Entry>(), CanonicalOrder.Compare, request.Source?.Facts.Name ?? "", cancellation);
        await using var destination = new EntryStream<Entry>(request.Destination.ListAsync(destinationIsSame ? Knowing(listing, row => row.Destination) : listing, cancellation), CanonicalOrder.Compare, request.Destination.Facts.Name, cancellation);
        var differ = new Differ(new DiffOptions(_common, sourceIsSame, destinationIsSame, request.IncludesSettled));

        await baseline.AdvanceAsync(cancellation);
        await source.AdvanceAsync(cancellation);
        await destination.AdvanceAsync(cancellation);
        while (baseline.Head is not null || source.Head is not null || destination.Head is not null)
        {
            var step = differ.Next(baseline.Head, source.Head, destination.Head);
            Count(step, baseline.Head, source.Head, destination.Head);
            if (step.Change is { } change && await LookCloserAsync(change, cancellation) is { } seen) request.Planner.Take(seen, this);
            if (step.TakesBaseline) await baseline.AdvanceAsync(cancellation);
            if (step.TakesSource) await source.AdvanceAsync(cancellation);
            if (step.TakesDestination) await destination.AdvanceAsync(cancellation);
            if (_operations.Count >= ChunkSize) yield return await TakeChunkAsync(cancellation);
        }
        request.Planner.Finish(this);
        _sourceNames?.Report(this);
        yield return await TakeChunkAsync(cancellation);
    }

    /// <summary>What the planner decided since the last time; another name of a file that is agreed on becomes a link to it.</summary>
    private async ValueTask<IReadOnlyList<Operation>> TakeChunkAsync(CancellationToken cancellation)
    {
        var chunk = _operations.ToArray();
        _operations.Clear();
        if (leg is not { Entries: > 0 } || !request.Pairs || !_common.HardLinks) return chunk;
        for (var i = 0; i < chunk.Length; i++)
        {
            if (chunk[i] is not { Kind: OperationKind.Create or OperationKind.Replace, Source: { IsFile: true, Links: > 1 } source }) continue;
            if (await _linkedNames.AgreedAsync(leg, source, chunk[i].Kind == OperationKind.Replace, cancellation) is not { } known) continue;
            chunk[i] = chunk[i] with { Kind = OperationKind.Link, From = known, CompareContent = false, Reason = "another name of a file that is there" };
        }
        return chunk;
    }

    /// <summary>Attributes and lists are not part of a listing; entries whose status changed are asked for theirs. Null when nothing can be decided of one because it does not tell them.</summary>
    private async ValueTask<Change?> LookCloserAsync(Change change, CancellationToken cancellation)
    {
        if (!_common.Xattrs || change.Source is not { } source || request.Source?.Ask<IMetadataStore>() is not { } store) return change;
        if (change.SourceState is not (SideState.Suspect or SideState.Metadata) && !(change.SourceState == SideState.Added && change.Destination is not null)) return change;
        try
        {
            var there = change.Destination is { } destination && change.DestinationState != SideState.Same && request.Destination.Ask<IMetadataStore>() is { } other
                ? await other.ReadXattrsAsync(destination, cancellation) : change.Destination;
            return change with { Source = await store.ReadXattrsAsync(source, cancellation), Destination = there };
        }
        catch (StoreException e) when (e.Fault != StoreFault.Unavailable)
        {
            Miss(change.Path, e);
            // What lies in a directory is decided by itself. Without its status time it is recorded as one to be looked at again.
            return change.IsDirectory ? change with { Source = source with { Ctime = 0 } } : null;
        }
    }

    /// <summary>One entry that could not be looked at is that entry's outcome; the run goes on with the others.</summary>
    private void Miss(TreePath path, StoreException cause)
    {
        var changed = cause is WorldChangedException || cause.Fault == StoreFault.NotFound;
        _missed = changed ? _missed with { Changed = _missed.Changed + 1 } : _missed with { Failed = _missed.Failed + 1 };
        ((IPlanSink)this).Report(changed
            ? new Finding("changed", Severity.Info, path, $"{cause.Message}; the next run looks again")
            : new Finding("failed", Severity.Error, path, cause.Message));
    }

    private void Count(DiffStep step, BaselineEntry? baseline, Entry? source, Entry? destination)
    {
        if (step.TakesBaseline && !baseline!.IsDirectory) _baselineFiles++;
        if (step.TakesSource && !source!.IsDirectory) _sourceFiles++;
        if (step.TakesSource) _sourceNames?.Saw(source!);
        if (step.TakesSource && source is { Unlisted: not null, IsMountPoint: false }) Unlisted++;
        if (step.TakesDestination && destination is { Unlisted: not null, IsMountPoint: false }) Unlisted++;
        if (!step.TakesDestination) return;
        _destinationEntries++;
        if (!destination!.IsDirectory) _topLevels.Saw(destination.Path);
        request.Progress.SawEntries(1);
    }

    private static int Order(BaselineEntry left, BaselineEntry right) => CanonicalOrder.Compare(left.Path.Bytes, left.IsDirectory, right.Path.Bytes, right.IsDirectory);

    private ListRequest Knowing(ListRequest listing, Func<BaselineEntry, Stamp> side) =>
        leg is not { Entries: > 0 } ? listing : listing with { Known = token => state.Baselines.ReadAsync(leg, request.Scope, token).Select(row => row.AsSeen(side(row))) };

    private static async IAsyncEnumerable<T> Nothing<T>()
    {
        await Task.CompletedTask;
        yield break;
    }
}
