using Holdfast.State.Sqlite;
using System.Globalization;

namespace Holdfast.State;

/// <summary>Brings a database to the latest schema: a new one at once, an older one step by step after a copy of it was made.</summary>
internal sealed class Migrator(string path, string schema, IReadOnlyList<Migration> migrations)
{
    // "Hold": tells our database from any other that lies under its name.
    private const int ApplicationId = 0x486f6c64;

    private int Latest => migrations[^1].Version;

    /// <summary>Does what is to be done.</summary>
    /// <exception cref="StateException">The database is newer than this program, or is not ours.</exception>
    public void Migrate(Connection connection)
    {
        if (Check(connection) == Latest) return;
        if (Version(connection) == 0)
        {
            Make(connection);
            return;
        }
        Backup(connection, Version(connection));
        foreach (var migration in migrations) Apply(connection, migration);
    }

    /// <summary>The version of a database this program can work with or migrate.</summary>
    /// <exception cref="StateException">It cannot.</exception>
    public int Check(Connection connection)
    {
        var (version, application) = (Version(connection), connection.Scalar("PRAGMA application_id"));
        if (application != ApplicationId && (application != 0 || version != 0 || connection.Scalar("SELECT count(*) FROM sqlite_schema") != 0))
            throw new StateException($"{path} is a database of another program; it was not touched");
        return version <= Latest
            ? version
            : throw new StateException($"{path} has version {version}, and this program knows versions up to {Latest}: it was written by a newer Holdfast. Use that one, or restore the copy it made before its migration.");
    }

    private static int Version(Connection connection) => (int)connection.Scalar("PRAGMA user_version");

    private static void SetVersion(Connection connection, int version) => connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));

    private void Make(Connection connection)
    {
        using var transaction = connection.Begin();
        // Another process may have made it while this one waited for its turn.
        if (Version(connection) != 0) return;
        connection.Execute(schema);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        SetVersion(connection, Latest);
        transaction.Commit();
    }

    private static void Apply(Connection connection, Migration migration)
    {
        using var transaction = connection.Begin();
        if (Version(connection) >= migration.Version) return;
        connection.Execute(migration.Sql);
        SetVersion(connection, migration.Version);
        transaction.Commit();
    }

    /// <summary>Copies the database beside itself, whole and durable before anything is changed.</summary>
    private void Backup(Connection connection, int version)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{path}.v{version}");
        var half = target + ".part";
        File.Delete(half);
        connection.SnapshotInto(half);
        File.Move(half, target, overwrite: true);
        Posix.Sync(Path.GetDirectoryName(target)!);
    }
}
