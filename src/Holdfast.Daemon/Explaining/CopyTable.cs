using System.Globalization;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Explaining;

/// <summary>Where one name stands: each store once, with what is recorded of its content.</summary>
internal sealed class CopyTable(TreePath path)
{
    private readonly Dictionary<string, CopyRow> _rows = new(StringComparer.Ordinal);

    public IEnumerable<CopyRow> Rows => _rows.Values;

    public IReadOnlyCollection<string> Stores => _rows.Keys;

    /// <summary>Looks whether a store has it.</summary>
    public async ValueTask LookAsync(string name, OpenStores stores, CancellationToken cancellation)
    {
        if (_rows.ContainsKey(name)) return;
        var (store, problem) = await stores.FindAsync(name, cancellation);
        if (store is null)
        {
            _rows[name] = new CopyRow { Store = name, Path = Text(path), State = "unknown", Message = problem?.Message };
            return;
        }
        try
        {
            var entry = await store.StatAsync(path, cancellation);
            _rows[name] = entry is null ? new CopyRow { Store = name, Path = Text(path), State = "absent" }
                : new CopyRow { Store = name, Path = Text(path), State = "present", Bytes = entry.IsFile ? entry.Size : null, Modified = Moment(entry.Mtime), Message = Described(entry) };
        }
        catch (StoreException e)
        {
            _rows[name] = new CopyRow { Store = name, Path = Text(path), State = "unknown", Message = e.Message };
        }
    }

    /// <summary>Adds what a job's baseline knows of the contents, as far as they are still what was agreed on.</summary>
    public void Agreed(JobConfig job, string destination, OnePlan plan)
    {
        foreach (var change in plan.Changes)
        {
            if (change.Baseline is not { Hash: { } hash } row) continue;
            if (job.From is { } source && Holds(change.SourceState)) Vouch(source, hash, row.VerifiedAt);
            if (Holds(change.DestinationState)) Vouch(destination, hash, row.VerifiedAt);
        }
    }

    /// <summary>Versions the trash keeps.</summary>
    public static IEnumerable<CopyRow> Kept(IEnumerable<(RunRecord Run, Outcome Outcome)> history) =>
        from one in history
        where one.Outcome.TrashPath is not null
        let was = one.Outcome.Before ?? one.Outcome.Operation.Destination
        select new CopyRow
        {
            Store = one.Run.Destination,
            Path = Text(one.Outcome.Operation.Path),
            State = "trash",
            Bytes = was is { IsFile: true } ? was.Size : null,
            Modified = was is null ? null : Moment(was.Mtime),
            Message = $"put there by run {one.Run.Id} ({one.Run.Job}); bring it back with: holdfast restore --run {one.Run.Id}",
        };

    private void Vouch(string store, ContentHash hash, long verified)
    {
        if (!_rows.TryGetValue(store, out var row) || row.State != "present") return;
        _rows[store] = row with
        {
            Hash = hash.Kind == HashKind.Sha256 ? Convert.ToHexStringLower(hash.Value.Span) : row.Hash,
            Message = verified == 0 ? row.Message : string.Create(CultureInfo.InvariantCulture, $"{row.Message}; content found right on {DateTimeOffset.FromUnixTimeSeconds(verified):yyyy-MM-dd HH:mm} UTC"),
        };
    }

    private static bool Holds(SideState state) => state is SideState.Same or SideState.Suspect or SideState.Metadata;

    private static string Described(Entry entry) =>
        $"{entry.Kind switch { EntryKind.File => "file", EntryKind.Directory => "directory", EntryKind.Symlink => $"link to {TreePath.Show(entry.Target.Span)}", _ => "device, socket or FIFO" }}, owner {entry.Uid}:{entry.Gid}, mode {Convert.ToString(entry.Mode, 8)}";

    private static DateTimeOffset Moment(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);

    private static string Text(TreePath path) => path.Utf8 ?? path.ToString();
}
