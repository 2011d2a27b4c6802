using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Tests.State;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MigrationTests : IDisposable
{
    private const string ColumnSql = "ALTER TABLE stores ADD COLUMN note TEXT NOT NULL DEFAULT 'none'";

    private static readonly Migration Column = new(Latest + 1, "note", ColumnSql);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-migration-");

    private static int Latest => Migration.All[^1].Version;

    private string Database => Path.Combine(_directory.FullName, "state.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Migrations_are_numbered_without_a_gap() => Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Version));

    [Fact]
    public void The_schema_is_what_the_migrations_lead_to()
    {
        var made = SchemaOf("made.db", connection => connection.Execute(Migration.Schema));
        var migrated = SchemaOf("migrated.db", connection =>
        {
            foreach (var migration in Migration.All) connection.Execute(migration.Sql);
        });

        Assert.NotEmpty(made);
        Assert.Equal(made, migrated);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_state()
    {
        StateDirectoryOf();
        await File.WriteAllBytesAsync(Database, [], Cancellation);
        await SqliteStateDb.Open(_directory.FullName).DisposeAsync();

        Assert.Equal(Latest, Query("PRAGMA user_version"));
        Assert.Equal(["state.db"], Files());
    }

    [Fact]
    public async Task An_older_state_is_copied_and_then_migrated_and_keeps_what_it_holds()
    {
        await MakeAsync();

        await using (var db = SqliteStateDb.Open(_directory.FullName, Migration.Schema, [.. Migration.All, Column]))
            Assert.Equal(("lab", "/srv/lab", "uuid"), (await db.Stores.ListAsync(Cancellation)).Select(store => (store.Name, store.Location, store.Uuid)).Single());

        Assert.Equal(Latest + 1, Query("PRAGMA user_version"));
        Assert.Equal(1, Query("SELECT count(*) FROM stores WHERE note = 'none'"));
        Assert.Equal(["state.db", $"state.db.v{Latest}"], Files());
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(Path.Combine(_directory.FullName, $"state.db.v{Latest}")));
        File.Move($"{Database}.v{Latest}", Database, overwrite: true);
        Assert.Equal(Latest, Query("PRAGMA user_version"));
        await using var former = SqliteStateDb.Open(_directory.FullName);
        Assert.Single(await former.Stores.ListAsync(Cancellation), store => (store.Name, store.Location) == ("lab", "/srv/lab"));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        await MakeAsync();
        var broken = new Migration(Latest + 1, "broken", ColumnSql + "; CREATE TABLE nonsense (a NOTYPE) STRICT");

        Assert.Throws<StateException>(() => SqliteStateDb.Open(_directory.FullName, Migration.Schema, [.. Migration.All, broken]));

        Assert.Equal(Latest, Query("PRAGMA user_version"));
        Assert.Equal(0, Query("SELECT count(*) FROM pragma_table_info('stores') WHERE name = 'note'"));
        await SqliteStateDb.Open(_directory.FullName, Migration.Schema, [.. Migration.All, Column]).DisposeAsync();
        Assert.Equal(Latest + 1, Query("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_newer_state_is_refused_and_left_as_it_is()
    {
        await MakeAsync();
        Query($"PRAGMA user_version = {Latest + 1}");

        var refusal = Assert.Throws<StateException>(() => SqliteStateDb.Open(_directory.FullName));

        Assert.Contains("newer Holdfast", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer Holdfast", Assert.Throws<StateException>(() => SqliteStateDb.OpenForReading(_directory.FullName)).Message, StringComparison.Ordinal);
        Assert.Equal(Latest + 1, Query("PRAGMA user_version"));
        Assert.Equal(["state.db"], Files());
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        StateDirectoryOf();
        Query("CREATE TABLE theirs (a)");
        Query("PRAGMA user_version = 1");

        Assert.Contains("another program", Assert.Throws<StateException>(() => SqliteStateDb.Open(_directory.FullName)).Message, StringComparison.Ordinal);
        Assert.Equal("delete", Text("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task What_is_no_database_is_refused()
    {
        StateDirectoryOf();
        await File.WriteAllTextAsync(Database, new string('x', 5000), Cancellation);

        Assert.Contains("damaged", Assert.Throws<StateException>(() => SqliteStateDb.Open(_directory.FullName)).Message, StringComparison.Ordinal);
    }

    private static string[] SchemaOf(Connection connection) => [.. connection.Column("SELECT type || ' ' || name || ' ' || tbl_name || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")];

    private string[] SchemaOf(string name, Action<Connection> make)
    {
        var path = Path.Combine(_directory.FullName, name);
        StateDirectory.MakeFile(path);
        using var connection = Connection.Open(path, readOnly: false);
        make(connection);
        return SchemaOf(connection);
    }

    private void StateDirectoryOf() => StateDirectory.Prepare(_directory.FullName);

    private async Task MakeAsync()
    {
        await using var db = SqliteStateDb.Open(_directory.FullName);
        await db.Stores.SaveAsync(new Holdfast.Engine.Seams.KnownStore("lab", "/srv/lab", "uuid", "fs", DateTimeOffset.UnixEpoch), Cancellation);
    }

    private string[] Files() => [.. _directory.GetFiles().Select(file => file.Name).Order()];

    private long Query(string sql)
    {
        StateDirectory.MakeFile(Database);
        using var connection = Connection.Open(Database, readOnly: false);
        return connection.Scalar(sql);
    }

    private string Text(string sql)
    {
        using var connection = Connection.Open(Database, readOnly: false);
        return connection.Column(sql)[0];
    }
}
