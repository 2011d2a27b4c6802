using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>
/// Holdfast's memory in one SQLite database. One connection writes, and is the only one that checkpoints; another reads,
/// so that reading a long baseline does not wait for commits. A commit is on the medium when it returns.
/// </summary>
public sealed class SqliteStateDb : IStateDb
{
    private readonly Gate _writer;
    private readonly Gate _reader;
    private readonly Runs _runs;

    private SqliteStateDb(Connection writer, Connection reader)
    {
        (_writer, _reader) = (new Gate(writer), new Gate(reader));
        _runs = new Runs(_writer, _reader);
        Baselines = new Baselines(_writer, _reader);
        Transfers = new Transfers(_writer, _reader);
        Findings = new Findings(_writer, _reader);
        Stores = new KnownStores(_writer, _reader);
        Events = new Events(_writer, _reader);
        Views = new RunViews(_reader);
        Versions = new Versions(_writer, _reader);
        Access = new AccountsDb(_writer, _reader);
        Alerts = new Alerts(_writer, _reader);
    }

    /// <summary>The database's name in the state directory.</summary>
    public const string FileName = StateDirectory.DatabaseName;

    /// <summary>The SQLite that is in use.</summary>
    /// <exception cref="StateException">It is missing or too old; the message says what to install.</exception>
    public static SqliteVersion Version => Library.Use();

    /// <inheritdoc/>
    public IBaselines Baselines { get; }

    /// <inheritdoc/>
    public IRuns Runs => _runs;

    /// <inheritdoc/>
    public ITransfers Transfers { get; }

    /// <inheritdoc/>
    public IFindings Findings { get; }

    /// <inheritdoc/>
    public IKnownStores Stores { get; }

    /// <inheritdoc/>
    public IEvents Events { get; }

    /// <inheritdoc/>
    public IRunViews Views { get; }

    /// <inheritdoc/>
    public IVersions Versions { get; }

    /// <inheritdoc/>
    public IAccountsDb Access { get; }

    /// <inheritdoc/>
    public IAlerts Alerts { get; }

    /// <summary>Opens the state, makes it if there is none, and brings an older one to the latest schema after a copy of it was made. Take a <see cref="StateLock"/> first.</summary>
    /// <param name="stateDirectory">The directory that holds it, or shall.</param>
    /// <exception cref="StateException">SQLite is missing, the directory is open to others, or the database is newer, damaged or not ours.</exception>
    public static SqliteStateDb Open(string stateDirectory) => Open(stateDirectory, Migration.Schema, Migration.All);

    /// <summary>Whether a directory holds a state.</summary>
    public static bool Exists(string stateDirectory) => File.Exists(Path.Combine(stateDirectory, StateDirectory.DatabaseName));

    /// <summary>Opens a state that is there for reading alone, also beside the process that writes it. Whatever would write throws.</summary>
    /// <exception cref="StateException">There is none, or its schema is not this program's.</exception>
    public static SqliteStateDb OpenForReading(string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, StateDirectory.DatabaseName);
        if (!File.Exists(path)) throw new StateException($"{path}: there is no state yet; nothing was ever run with it");
        return Join(
            () => Connection.Open(path, readOnly: true),
            reader =>
            {
                var version = new Migrator(path, Migration.Schema, Migration.All).Check(reader);
                if (version != Migration.All[^1].Version) throw new StateException($"{path} has version {version} and must be migrated first: any command that runs a job does it");
            },
            path);
    }

    /// <summary>Looks the whole database over.</summary>
    /// <returns>What is wrong, a line each; empty when nothing is.</returns>
    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellation) =>
        await _reader.RunAsync<IReadOnlyList<string>>(
            connection =>
            [
                .. connection.Column("PRAGMA integrity_check(100)").Where(line => line != "ok"),
                .. connection.Column("SELECT 'a row of ' || \"table\" || ' belongs to nothing in ' || parent FROM pragma_foreign_key_check"),
                .. connection.Column("SELECT 'job ' || job || ' counts ' || entries || ' names and has ' || n FROM (SELECT *, (SELECT count(*) FROM baseline WHERE leg = legs.id) AS n FROM legs) WHERE n <> entries"),
            ],
            cancellation);

    /// <summary>Copies the database as it is at one moment into a file that is not there yet, durable on return. Whoever writes goes on meanwhile.</summary>
    public async Task SnapshotAsync(string file, CancellationToken cancellation)
    {
        await _reader.RunAsync(
            connection =>
            {
                connection.SnapshotInto(file);
                return true;
            },
            cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask ShrinkAsync(CancellationToken cancellation)
    {
        await _reader.RunAsync(Shrink, cancellation);
        await _writer.RunAsync(Shrink, cancellation);

        static bool Shrink(Connection connection)
        {
            connection.Execute("PRAGMA shrink_memory");
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The last connection to close checkpoints: that must be the writer.
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
        _runs.Dispose();
    }

    internal static SqliteStateDb Open(string stateDirectory, string schema, IReadOnlyList<Migration> migrations)
    {
        Library.Use();
        StateDirectory.Prepare(stateDirectory);
        var path = Path.Combine(stateDirectory, StateDirectory.DatabaseName);
        StateDirectory.MakeFile(path);
        return Join(
            () => Connection.Open(path, readOnly: false),
            writer =>
            {
                var migrator = new Migrator(path, schema, migrations);
                migrator.Check(writer);
                SetUp(writer, path);
                migrator.Migrate(writer);
            },
            path);
    }

    private static SqliteStateDb Join(Func<Connection> open, Action<Connection> prepare, string path)
    {
        var first = open();
        try
        {
            prepare(first);
            return new SqliteStateDb(first, Connection.Open(path, readOnly: true));
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    private static void SetUp(Connection writer, string path)
    {
        if (writer.Column("PRAGMA journal_mode = WAL") is not ["wal"])
            throw new StateException($"{path}: this file system cannot hold a shared write-ahead log; put the state on a local disk (--state)");
        // FULL: a commit that returned is on the medium, whatever happens to the power.
        writer.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;");
    }
}
