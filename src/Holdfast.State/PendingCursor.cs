using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>
/// Reads what is left of a plan in the order of application, in chunks, so that outcomes can be committed between two of
/// them. Kinds ascend; within a kind names ascend, save where the deepest must come first.
/// </summary>
internal sealed class PendingCursor(long run, int chunk)
{
    private const string From = OperationRows.Select + "FROM operations o WHERE o.run = ?1 AND o.kind = ?2 AND o.outcome = 0 ";
    private const string Ascending = From + "AND (o.key, o.seq) > (?3, ?4) ORDER BY o.key, o.seq LIMIT ?5";
    private const string Descending = From + "AND (o.key, o.seq) < (?3, ?4) ORDER BY o.key DESC, o.seq DESC LIMIT ?5";
    private const string NextKind = "SELECT min(kind) FROM operations WHERE run = ?1 AND kind > ?2 AND outcome = 0";

    private readonly List<Operation> _rows = new(chunk);
    private long _kind;
    private byte[] _key = [];
    private long _seq;

    /// <summary>Whether everything has been read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The next operations; they are gone at the next call.</summary>
    public IReadOnlyList<Operation> Next(Connection connection)
    {
        _rows.Clear();
        if (_kind == 0) GoOn(connection);
        while (!IsDone && _rows.Count == 0) Read(connection);
        return _rows;
    }

    private void Read(Connection connection)
    {
        var statement = connection.Prepare(IsDeepestFirst ? Descending : Ascending).Bind(1, run).Bind(2, _kind).Bind(3, _key).Bind(4, _seq).Bind(5, chunk);
        var read = 0;
        while (statement.Step())
        {
            read++;
            _rows.Add(OperationRows.Read(statement).Operation);
            if (read < chunk) continue;
            _key = statement.Bytes(2).ToArray();
            _seq = statement.Int64(0);
        }
        if (read < chunk) GoOn(connection);
    }

    private void GoOn(Connection connection)
    {
        var statement = connection.Prepare(NextKind).Bind(1, run).Bind(2, _kind);
        statement.Step();
        IsDone = statement.IsNull(0);
        _kind = statement.Int64(0);
        statement.Reset();
        // No name holds a zero byte, and 0xFF after 0xFF sorts behind every key there is.
        (_key, _seq) = IsDeepestFirst ? (Last, long.MaxValue) : ([], -1);
    }

    private bool IsDeepestFirst => ((OperationKind)_kind).IsDeepestFirst();

    private static byte[] Last { get; } = Enumerable.Repeat((byte)0xff, 8192).ToArray();
}
