using SQLitePCL;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Holdfast.State.Sqlite;

/// <summary>
/// The system's own SQLite. None is shipped with the program: the distribution's gets the distribution's fixes.
/// </summary>
internal static class Library
{
    /// <summary>STRICT tables came with 3.37.</summary>
    public const int Oldest = 3_037_000;

    private const string Name = "libsqlite3.so.0";
    private static readonly Lazy<SqliteVersion> Loaded = new(Load);

    /// <summary>Loads the library if it is not loaded, and tells its version.</summary>
    /// <exception cref="StateException">It is missing or too old.</exception>
    public static SqliteVersion Use() => Loaded.Value;

    /// <summary>Finds the library under a name.</summary>
    /// <exception cref="StateException">It is not there.</exception>
    public static nint Find(string name) =>
        NativeLibrary.TryLoad(name, out var handle) ? handle : throw new StateException(
            $"SQLite ({name}) is not installed. Install it: 'apt install libsqlite3-0' (Debian, Ubuntu), 'dnf install sqlite-libs' (Fedora, RHEL), 'zypper install libsqlite3-0' (SUSE).");

    /// <summary>What a version means for us.</summary>
    /// <exception cref="StateException">It is too old.</exception>
    public static SqliteVersion Judge(int number)
    {
        var version = new SqliteVersion(number);
        return number >= Oldest ? version : throw new StateException($"SQLite {version.Text} is too old: 3.37 or newer is needed. Upgrade the package libsqlite3-0 (sqlite-libs on Fedora and RHEL).");
    }

    private static SqliteVersion Load()
    {
        var handle = Find(Name);
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (string library, Assembly _, DllImportSearchPath? _) => library == "e_sqlite3" ? handle : 0);
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (string library, Assembly _, DllImportSearchPath? _) => library == Native.Name ? handle : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return Judge(raw.sqlite3_libversion_number());
    }
}
