using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>How an operation and its outcome stand in their row.</summary>
internal sealed class OperationRows : IDisposable
{
    private const string Columns =
        "seq, kind, key, from_path, reason, outcome, message, trash, hash_kind, hash, source, destination, baseline, metadata, written, source_read, before, compare";

    /// <summary>The columns that <see cref="Read"/> wants, of a table or alias <c>o</c>.</summary>
    public const string Select =
        "SELECT o.seq, o.kind, o.key, o.from_path, o.reason, o.outcome, o.message, o.trash, o.hash_kind, o.hash, o.source, o.destination, o.baseline, o.metadata, o.written, o.source_read, o.before, o.compare, o.bytes ";

    private const string Insert =
        $"INSERT INTO operations (run, {Columns}, bytes, pair_inode, pair_size, pair_mtime_ns, pair_links) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)";

    private const string Update =
        "UPDATE operations SET outcome = ?7, message = ?8, trash = ?9, hash_kind = ?10, hash = ?11, source = ?12, destination = ?13, written = ?16, source_read = ?17, before = ?18 WHERE run = ?1 AND seq = ?2";

    private const string LeanInsert =
        "INSERT OR IGNORE INTO operations (run, seq, kind, key, from_path, reason, outcome, message, hash_kind, hash, compare, bytes) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

    private const string LeanUpdate =
        "UPDATE operations SET outcome = ?3, message = ?4, hash_kind = ?5, hash = ?6, source = NULL, destination = NULL, baseline = NULL, metadata = NULL, "
        + "written = NULL, source_read = NULL, before = NULL WHERE run = ?1 AND seq = ?2";

    private readonly RowJson _json = new();
    private bool _updatesFirst;

    /// <summary>Adds an operation that has no outcome yet.</summary>
    public void Add(Connection connection, long run, Operation operation) => Add(connection, run, new Outcome(operation, OutcomeKind.Planned));

    /// <summary>Records an outcome; an operation that was never added is added.</summary>
    public void Put(Connection connection, long run, Outcome outcome)
    {
        if (IsLean(outcome))
        {
            PutLean(connection, run, outcome);
            return;
        }
        var update = connection.Prepare(Update).Bind(1, run).Bind(2, outcome.Operation.Seq);
        BindOutcome(update, outcome);
        if (update.Run() == 0) Add(connection, run, outcome);
    }

    /// <summary>One operation that is known to be there.</summary>
    public static Operation Find(Connection connection, long run, long seq)
    {
        var row = connection.Prepare(Select + "FROM operations o WHERE o.run = ?1 AND o.seq = ?2").Bind(1, run).Bind(2, seq);
        if (!row.Step()) throw new StateException($"operation {seq} is missing from its plan");
        var operation = Read(row).Operation;
        row.Reset();
        return operation;
    }

    /// <summary>Takes an operation out of its plan.</summary>
    public static void Drop(Connection connection, long run, long seq) =>
        connection.Prepare("DELETE FROM operations WHERE run = ?1 AND seq = ?2").Bind(1, run).Bind(2, seq).Run();

    /// <summary>Reads a row of <see cref="Select"/>.</summary>
    public static Outcome Read(Statement row)
    {
        var path = Values.Path(row.Bytes(2));
        var source = RowJson.Entry(row, 10, path, null) ?? LeanSource(row, path);
        var destination = RowJson.Entry(row, 11, path, source);
        var operation = new Operation
        {
            Seq = row.Int64(0),
            Kind = (OperationKind)row.Int32(1),
            Path = path,
            From = PathOrNull(row, 3),
            Reason = row.Text(4),
            Source = source,
            Destination = destination,
            Baseline = RowJson.Baseline(row, 12, path),
            Metadata = RowJson.Metadata(row, 13),
            CompareContent = row.Int32(17) != 0,
        };
        return new Outcome(operation, (OutcomeKind)row.Int32(5), row.TextOrNull(6), RowJson.Entry(row, 14, path, source), row.Hash(8), PathOrNull(row, 7))
        {
            SourceRead = RowJson.Entry(row, 15, path, source),
            Before = RowJson.Entry(row, 16, path, destination),
        };
    }

    public void Dispose() => _json.Dispose();

    /// <summary>
    /// What was made anew and is done needs nothing to be undone by, and there are many such rows: only what happened is kept of
    /// them, not how both sides looked (that stands in the baseline).
    /// </summary>
    private static bool IsLean(Outcome outcome) => outcome is
    {
        Kind: OutcomeKind.Done,
        TrashPath: null,
        Operation: { Kind: OperationKind.Create or OperationKind.MakeDirectory or OperationKind.Adopt or OperationKind.Forget, CompareContent: false }
            or { Kind: OperationKind.FinishDirectory, Destination: null },
    };

    private void PutLean(Connection connection, long run, Outcome outcome)
    {
        // Rows of a stored plan come in long series, and so do those of a streamed one: the guess is right nearly always.
        if (Lean(connection, run, outcome, _updatesFirst) > 0) return;
        _updatesFirst = !_updatesFirst;
        Lean(connection, run, outcome, _updatesFirst);
    }

    private static int Lean(Connection connection, long run, Outcome outcome, bool update)
    {
        var operation = outcome.Operation;
        if (update)
            return connection.Prepare(LeanUpdate).Bind(1, run).Bind(2, operation.Seq).Bind(3, (long)outcome.Kind).Bind(4, outcome.Message).BindHash(5, outcome.Hash).Run();
        var insert = connection.Prepare(LeanInsert).Bind(1, run).Bind(2, operation.Seq).Bind(3, (long)operation.Kind).Bind(4, Values.Key(operation.Path, operation.IsOfDirectory))
            .Bind(6, operation.Reason).Bind(7, (long)outcome.Kind).Bind(8, outcome.Message).BindHash(9, outcome.Hash).Bind(11, operation.CompareContent ? 1 : 0).Bind(12, operation.Bytes);
        BindPath(insert, 5, operation.From);
        return insert.Run();
    }

    private static Entry? LeanSource(Statement row, TreePath path)
    {
        if (row.Int32(5) != (int)OutcomeKind.Done) return null;
        return (OperationKind)row.Int32(1) switch
        {
            OperationKind.Create => new Entry { Path = path, Kind = row.IsNull(9) ? EntryKind.Symlink : EntryKind.File, Size = row.Int64(18) },
            OperationKind.MakeDirectory or OperationKind.FinishDirectory => new Entry { Path = path, Kind = EntryKind.Directory },
            _ => null,
        };
    }

    private void Add(Connection connection, long run, Outcome outcome)
    {
        var operation = outcome.Operation;
        var insert = connection.Prepare(Insert).Bind(1, run).Bind(2, operation.Seq).Bind(3, (long)operation.Kind)
            .Bind(4, Values.Key(operation.Path, operation.IsOfDirectory)).Bind(6, operation.Reason).Bind(19, operation.CompareContent ? 1 : 0).Bind(20, operation.Bytes);
        BindPath(insert, 5, operation.From);
        _json.Bind(insert, 14, operation.Baseline, operation.Path);
        _json.Bind(insert, 15, operation.Metadata);
        BindOutcome(insert, outcome);
        BindPair(insert, operation);
        insert.Run();
    }

    /// <summary>Binds what an outcome has, at the numbers both statements give it. Source and destination go with it, because the rest is written against them.</summary>
    private void BindOutcome(Statement statement, Outcome outcome)
    {
        var operation = outcome.Operation;
        statement.Bind(7, (long)outcome.Kind).Bind(8, outcome.Message);
        BindPath(statement, 9, outcome.TrashPath);
        statement.BindHash(10, outcome.Hash);
        _json.Bind(statement, 12, operation.Source, operation.Path, null);
        _json.Bind(statement, 13, operation.Destination, operation.Path, operation.Source);
        _json.Bind(statement, 16, outcome.Written, operation.Path, operation.Source);
        _json.Bind(statement, 17, outcome.SourceRead, operation.Path, operation.Source);
        _json.Bind(statement, 18, outcome.Before, operation.Path, operation.Destination);
    }

    /// <summary>Binds what a rename or hard link is found by: the file that vanished, or the one that appeared.</summary>
    private static void BindPair(Statement statement, Operation operation)
    {
        switch (operation)
        {
            case { Kind: OperationKind.Remove or OperationKind.Vacate, Baseline: { Kind: EntryKind.File, Source: { Inode: not 0 } stamp } row, Destination: { IsFile: true } }:
                statement.Bind(21, unchecked((long)stamp.Inode)).Bind(22, row.Size).Bind(23, stamp.Mtime).Bind(24, row.Links);
                break;
            case { Kind: OperationKind.Create or OperationKind.Replace, Source: { IsFile: true, Inode: not 0 } file }:
                statement.Bind(21, unchecked((long)file.Inode)).Bind(22, file.Size).Bind(23, file.Mtime).Bind(24, file.Links);
                break;
            case { Kind: OperationKind.Adopt or OperationKind.SetMetadata, CompareContent: false, Source: { IsFile: true, Inode: not 0, Links: > 1 } file, Destination.IsFile: true }:
                statement.Bind(21, unchecked((long)file.Inode)).Bind(22, file.Size).Bind(23, file.Mtime).Bind(24, file.Links);
                break;
            default:
                statement.BindNull(21).BindNull(22).BindNull(23).BindNull(24);
                break;
        }
    }

    private static void BindPath(Statement statement, int index, TreePath? path)
    {
        if (path is { } some) statement.Bind(index, some.Bytes);
        else statement.BindNull(index);
    }

    private static TreePath? PathOrNull(Statement row, int column) => row.IsNull(column) ? null : TreePath.Trusted(row.Bytes(column).ToArray());
}
