using System.Runtime.InteropServices;

namespace Holdfast.State.Sqlite;

/// <summary>
/// The calls that are made a dozen times for every row. They take the bare pointer, because guarding a handle costs more
/// than what they do, and tell the collector nothing, because none of them waits for anything. And two that the provider does not have.
/// </summary>
internal static unsafe partial class Native
{
    /// <summary>What the library is called here; <see cref="Library"/> says which file that is.</summary>
    public const string Name = "sqlite3";

    /// <summary>SQLite copies what is bound before the call returns.</summary>
    public static readonly nint Transient = -1;

#pragma warning disable IDE1006, SA1300 // the names are SQLite's
    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_bind_null(nint statement, int index);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_bind_blob(nint statement, int index, byte* bytes, int length, nint destructor);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_bind_text(nint statement, int index, byte* bytes, int length, nint destructor);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial byte* sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Name)]
    public static partial nint sqlite3_vfs_find(byte* name);

    [LibraryImport(Name)]
    public static partial int sqlite3_vfs_register(nint table, int asDefault);
#pragma warning restore IDE1006, SA1300
}
