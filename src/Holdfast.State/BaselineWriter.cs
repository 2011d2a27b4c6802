using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Moves a baseline forward inside a transaction, and keeps count of its rows.</summary>
internal sealed class BaselineWriter(Connection connection, long leg)
{
    private readonly Statement _insert = connection.Prepare(BaselineRows.Insert);
    private readonly Statement _update = connection.Prepare(BaselineRows.Update);
    private readonly Statement _delete = connection.Prepare(BaselineRows.Delete);
    private readonly Statement _parts = connection.Prepare("INSERT INTO parts (hash, size, hashes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
    private bool _updatesFirst;
    private long _added;

    public void Apply(IReadOnlyList<BaselineChange> changes, CancellationToken cancellation)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (i % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            Apply(changes[i]);
        }
        if (_added != 0) connection.Prepare("UPDATE legs SET entries = entries + ?2 WHERE id = ?1").Bind(1, leg).Bind(2, _added).Run();
    }

    private void Apply(in BaselineChange change)
    {
        var key = Values.Key(change.Path, change.IsDirectory);
        if (change.Entry is null)
        {
            _added -= _delete.Bind(1, leg).Bind(2, key).Run();
            return;
        }
        // Rows that are new come in long series, and so do rows that are not: the guess is right nearly always.
        var (first, second) = _updatesFirst ? (_update, _insert) : (_insert, _update);
        var isNew = !_updatesFirst;
        if (BaselineRows.Bind(first, leg, key, change.Entry).Run() == 0)
        {
            isNew = _updatesFirst;
            _updatesFirst = !_updatesFirst;
            BaselineRows.Bind(second, leg, key, change.Entry).Run();
        }
        if (isNew) _added++;
        if (change.Entry.Hash is { Parts: { } parts } hash) _parts.Bind(1, hash.Value.Span).Bind(2, parts.Size).Bind(3, parts.Values.Span).Run();
    }
}
