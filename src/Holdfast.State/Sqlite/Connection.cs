using SQLitePCL;

namespace Holdfast.State.Sqlite;

/// <summary>One connection to a database. Used by one thread at a time: see <see cref="Gate"/>.</summary>
internal sealed class Connection : IDisposable
{
    private const int BusyMilliseconds = 10_000;
    private readonly sqlite3 _handle;
    private readonly string _path;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Connection(sqlite3 handle, string path) => (_handle, _path) = (handle, path);

    /// <summary>Rows changed by the statement that ran last.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens a database that exists.</summary>
    /// <exception cref="StateException">It cannot be opened.</exception>
    public static Connection Open(string path, bool readOnly)
    {
        Library.Use();
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var connection = new Connection(handle, path);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            // Long reads go through once, in order: only what is written gains by being kept. In KiB.
            connection.Execute($"PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = {(readOnly ? "-2000" : "-8000")};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a script of statements that yield nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The statement for some SQL; prepared once, kept, and free of earlier rows.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            known.Reset();
            return known;
        }
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return _statements[sql] = new Statement(this, handle);
    }

    /// <summary>The number a query yields in its first row and column; 0 for none.</summary>
    public long Scalar(string sql)
    {
        using var statement = Once(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>The text each row of a query has in its first column.</summary>
    public IReadOnlyList<string> Column(string sql)
    {
        using var statement = Once(sql);
        var rows = new List<string>();
        while (statement.Step()) rows.Add(statement.Text(0));
        return rows;
    }

    /// <summary>Begins to write; what is not committed when the transaction is disposed is rolled back.</summary>
    public Transaction Begin()
    {
        Prepare("BEGIN IMMEDIATE").Run();
        return new Transaction(this);
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Error(code);
    }

    public StateException Error(int code)
    {
        var advice = (code & 0xff) switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => " The database is damaged: stop, keep a copy, and run 'holdfast doctor'.",
            raw.SQLITE_FULL => " The disk is full.",
            raw.SQLITE_BUSY => " Another program holds it.",
            _ => "",
        };
        return new StateException($"{_path}: {raw.sqlite3_errmsg(_handle).utf8_to_string()} (SQLite error {code}).{advice}") { Code = code };
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }

    private Statement Once(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new Statement(this, handle);
    }
}
