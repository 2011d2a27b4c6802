using SQLitePCL;

namespace Holdfast.State.Sqlite;

/// <summary>A prepared statement. Parameters and columns are counted from 1 and 0, as SQLite does. Used by one thread at a time.</summary>
internal sealed unsafe class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    // Read once: the handle is held by this object and closed by it alone.
    private readonly nint _pointer = handle.DangerousGetHandle();

    public Statement Bind(int index, long value)
    {
        connection.Check(Native.sqlite3_bind_int64(_pointer, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } some ? Bind(index, some) : BindNull(index);

    public Statement Bind(int index, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty) connection.Check(raw.sqlite3_bind_zeroblob(handle, index, 0));
        else fixed (byte* bytes = blob) connection.Check(Native.sqlite3_bind_blob(_pointer, index, bytes, blob.Length, Native.Transient));
        return this;
    }

    public Statement Bind(int index, string? text)
    {
        connection.Check(text is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, text));
        return this;
    }

    /// <summary>Binds text that is UTF-8 already; it must not be empty.</summary>
    public Statement BindUtf8(int index, ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text) connection.Check(Native.sqlite3_bind_text(_pointer, index, bytes, text.Length, Native.Transient));
        return this;
    }

    public Statement BindNull(int index)
    {
        connection.Check(Native.sqlite3_bind_null(_pointer, index));
        return this;
    }

    /// <summary>Goes to the next row; false, and ready to be bound again, after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        // Reset tells the error once more; it is the step's that counts.
        var message = code == raw.SQLITE_DONE ? null : connection.Error(code);
        raw.sqlite3_reset(handle);
        return message is null ? false : throw message;
    }

    /// <summary>Runs a statement that yields no rows, and tells how many rows it changed.</summary>
    public int Run()
    {
        while (Step()) { }
        return connection.Changes;
    }

    /// <summary>Leaves the rows that were not read.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => Native.sqlite3_column_type(_pointer, column) == raw.SQLITE_NULL;

    public long Int64(int column) => Native.sqlite3_column_int64(_pointer, column);

    public int Int32(int column) => (int)Native.sqlite3_column_int64(_pointer, column);

    public double Real(int column) => IsNull(column) ? 0 : raw.sqlite3_column_double(handle, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>A BLOB's bytes or a TEXT's UTF-8; empty for NULL. Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var bytes = Native.sqlite3_column_blob(_pointer, column);
        return bytes is null ? default : new ReadOnlySpan<byte>(bytes, Native.sqlite3_column_bytes(_pointer, column));
    }

    public string Text(int column) => System.Text.Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => handle.Dispose();
}
