using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>
/// Reads a baseline in chunks, each in a read of its own: a long scan never holds an old snapshot, which would keep the
/// write-ahead log from being reused while the same run commits.
/// </summary>
internal sealed class BaselineCursor(long leg, IReadOnlyList<KeyRange> ranges, int chunk)
{
    private const string Sql = BaselineRows.Select + "WHERE leg = ?1 AND key >= ?2 AND (?3 IS NULL OR key < ?3) ORDER BY key LIMIT ?4";

    private readonly List<BaselineEntry> _rows = new(chunk);
    private int _range;
    private byte[]? _after;

    /// <summary>Whether everything has been read.</summary>
    public bool IsDone => _range == ranges.Count;

    /// <summary>The next rows; they are gone at the next call.</summary>
    public IReadOnlyList<BaselineEntry> Next(Connection connection)
    {
        _rows.Clear();
        var statement = connection.Prepare(Sql);
        while (!IsDone && _rows.Count < chunk) ReadRange(statement, ranges[_range]);
        return _rows;
    }

    private void ReadRange(Statement statement, KeyRange range)
    {
        var wanted = chunk - _rows.Count;
        var before = _rows.Count;
        statement.Bind(1, leg).Bind(2, _after ?? range.First).Bind(4, wanted);
        if (range.End is null) statement.BindNull(3);
        else statement.Bind(3, range.End);
        while (statement.Step()) _rows.Add(BaselineRows.Read(statement));
        if (_rows.Count - before < wanted)
        {
            _range++;
            _after = null;
            return;
        }
        var last = _rows[^1];
        // The least key behind the last one: nothing sorts between a key and the same key with a zero byte.
        _after = [.. Values.Key(last.Path, last.IsDirectory), 0];
    }
}
