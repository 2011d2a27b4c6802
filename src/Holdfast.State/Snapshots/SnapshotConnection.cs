using Holdfast.State.Sqlite;
using SQLitePCL;

namespace Holdfast.State.Snapshots;

/// <summary>A connection to a database that is not ours, or to a copy of it. Nothing in it is trusted.</summary>
internal sealed class SnapshotConnection : IDisposable
{
    private const int OpenByUri = 0x40;
    private const int BusyMilliseconds = 10_000;

    private SnapshotConnection(sqlite3 handle) => Handle = handle;

    /// <summary>SQLite's own.</summary>
    public sqlite3 Handle { get; }

    /// <summary>Opens a database, by default for reading alone.</summary>
    /// <exception cref="SnapshotException">It cannot be opened.</exception>
    public static SnapshotConnection Open(string uri, bool mends = false) => Open(uri, OpenByUri | (mends ? raw.SQLITE_OPEN_READWRITE : raw.SQLITE_OPEN_READONLY));

    /// <summary>Makes an empty database that is not kept safe from crashes: it is nobody's before it is whole.</summary>
    /// <exception cref="SnapshotException">It cannot be made.</exception>
    public static SnapshotConnection Create(string path)
    {
        var made = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        made.Execute("PRAGMA journal_mode = OFF");
        made.Execute("PRAGMA synchronous = OFF");
        return made;
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="SnapshotException">It failed.</exception>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The number a query yields; 0 for none.</summary>
    /// <exception cref="SnapshotException">It failed.</exception>
    public long Scalar(string sql) => Column(sql) is [var first, ..] ? long.Parse(first, System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>The first column of what a query yields.</summary>
    /// <exception cref="SnapshotException">It failed.</exception>
    public IReadOnlyList<string> Column(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out var statement));
        using (statement)
        {
            var rows = new List<string>();
            for (var code = raw.sqlite3_step(statement); code != raw.SQLITE_DONE; code = raw.sqlite3_step(statement))
            {
                if (code != raw.SQLITE_ROW) throw Error(code);
                rows.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
            }
            return rows;
        }
    }

    /// <summary>Throws unless a call succeeded.</summary>
    /// <exception cref="SnapshotException">It did not.</exception>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Error(code);
    }

    /// <summary>What an error of SQLite means.</summary>
    public SnapshotException Error(int code)
    {
        var said = $"{raw.sqlite3_errmsg(Handle).utf8_to_string()} (SQLite error {code})";
        return new SnapshotException((code & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => SnapshotFault.Busy,
            raw.SQLITE_NOTADB => SnapshotFault.NotADatabase,
            raw.SQLITE_CORRUPT => SnapshotFault.Damaged,
            raw.SQLITE_FULL => SnapshotFault.Full,
            // What is only read is never mended; a log without the memory that belongs to it cannot be opened so.
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN => SnapshotFault.Unfinished,
            _ => SnapshotFault.Failed,
        }, said);
    }

    public void Dispose() => Handle.Dispose();

    private static SnapshotConnection Open(string name, int flags)
    {
        Library.Use();
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, HeldVfs.Name);
        var connection = new SnapshotConnection(handle);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            connection.Execute("PRAGMA trusted_schema = OFF");
            connection.Execute("PRAGMA temp_store = MEMORY");
            connection.Execute("PRAGMA ignore_check_constraints = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
