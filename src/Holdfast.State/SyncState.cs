using System.Globalization;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>How a source file stands.</summary>
/// <param name="Path">Its name, as people read it.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">When its content was last changed; null when not known.</param>
/// <param name="Status"><c>synced</c>, <c>pending</c> or <c>failed</c>.</param>
/// <param name="Destinations">Names of the destinations that have it as the source has it.</param>
/// <param name="Error">Why it is not everywhere; null when it is, or nobody knows.</param>
public sealed record SyncedFile(string Path, long Size, DateTimeOffset? Modified, string Status, IReadOnlyList<string> Destinations, string? Error);

/// <summary>One thing that was done.</summary>
public sealed record SyncLogLine(DateTimeOffset Time, string? Path, string? Destination, string Action, string Status, long Bytes, string? Message, string? Run);

/// <summary>
/// <c>sync_state.db</c>: what backups carried, for people who ask it with the <c>sqlite3</c> program. It stands beside the state and decides nothing.
/// It is open only while something is written, so that it is nearly always free for others; one that was deleted is made again.
/// </summary>
/// <param name="stateDirectory">The directory that holds it.</param>
public sealed class SyncState(string stateDirectory)
{
    /// <summary>Its name.</summary>
    public const string FileName = "sync_state.db";

    private const string Put =
        "INSERT INTO files (job, file_path, file_name, file_size, modified_time, sync_status, destinations, last_synced, last_error, updated_at) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, CASE WHEN ?6 = 'synced' THEN ?9 END, ?8, ?9) ON CONFLICT (job, file_path) DO UPDATE SET "
        + "file_size = excluded.file_size, modified_time = coalesce(excluded.modified_time, modified_time), sync_status = excluded.sync_status, destinations = excluded.destinations, "
        + "last_synced = coalesce(excluded.last_synced, last_synced), last_error = excluded.last_error, updated_at = excluded.updated_at";

    private const string Log = "INSERT INTO sync_logs (timestamp, job, file_path, destination, action, status, bytes, message, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

    private const string State = "INSERT INTO daemon_state (key, value, updated_at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";

    private readonly Lock _gate = new();

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(stateDirectory, FileName);

    /// <summary>Whether it holds rows of a job's files.</summary>
    public Task<bool> KnowsAsync(string job, CancellationToken cancellation) =>
        ChangeAsync(connection => File.Exists(Path) && Count(connection.Prepare("SELECT EXISTS (SELECT 1 FROM files WHERE job = ?1)").Bind(1, job)) > 0, cancellation);

    /// <summary>Writes how files of a job stand now.</summary>
    /// <param name="job">The job.</param>
    /// <param name="files">The files.</param>
    /// <param name="gone">Names the source no longer has.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public Task PutAsync(string job, IReadOnlyList<SyncedFile> files, IReadOnlyList<string> gone, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(
            connection =>
            {
                foreach (var file in files)
                {
                    connection.Prepare(Put).Bind(1, job).Bind(2, file.Path).Bind(3, file.Path[(file.Path.LastIndexOf('/') + 1)..]).Bind(4, file.Size)
                        .Bind(5, file.Modified is { } modified ? Text(modified) : null).Bind(6, file.Status).Bind(7, string.Join(',', file.Destinations)).Bind(8, file.Error).Bind(9, Text(now)).Run();
                }
                foreach (var path in gone) connection.Prepare("DELETE FROM files WHERE job = ?1 AND file_path = ?2").Bind(1, job).Bind(2, path).Run();
                return true;
            },
            cancellation);

    /// <summary>Drops files of a job that counted as carried and were not written since a moment: nothing is recorded of them any more.</summary>
    public Task ForgetAsync(string job, DateTimeOffset since, CancellationToken cancellation) =>
        ChangeAsync(connection => connection.Prepare("DELETE FROM files WHERE job = ?1 AND sync_status = 'synced' AND updated_at < ?2").Bind(1, job).Bind(2, Text(since)).Run(), cancellation);

    /// <summary>Adds to the log.</summary>
    public Task AddAsync(string job, IReadOnlyList<SyncLogLine> lines, CancellationToken cancellation) =>
        ChangeAsync(
            connection =>
            {
                foreach (var line in lines)
                {
                    connection.Prepare(Log).Bind(1, Text(line.Time)).Bind(2, job).Bind(3, line.Path).Bind(4, line.Destination).Bind(5, line.Action)
                        .Bind(6, line.Status).Bind(7, line.Bytes).Bind(8, line.Message).Bind(9, line.Run).Run();
                }
                return true;
            },
            cancellation);

    /// <summary>Says how the daemon stands.</summary>
    public Task TellAsync(IReadOnlyDictionary<string, string> state, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(
            connection =>
            {
                foreach (var (key, value) in state) connection.Prepare(State).Bind(1, key).Bind(2, value).Bind(3, Text(now)).Run();
                return true;
            },
            cancellation);

    /// <summary>Copies it as it is at one moment into a file that is not there yet.</summary>
    /// <returns>False when there is none.</returns>
    public Task<bool> SnapshotAsync(string file, CancellationToken cancellation) => !File.Exists(Path) ? Task.FromResult(false) : OpenAsync(
        connection =>
        {
            connection.SnapshotInto(file);
            return true;
        },
        cancellation);

    /// <summary>Drops log lines from before a moment, and gives room back when much of the file is free.</summary>
    /// <returns>How many lines went.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        if (!File.Exists(Path)) return 0;
        var dropped = await ChangeAsync(connection => connection.Prepare("DELETE FROM sync_logs WHERE timestamp < ?1").Bind(1, Text(before)).Run(), cancellation);
        await OpenAsync(
            connection =>
            {
                if (connection.Scalar("PRAGMA freelist_count") * 4 > connection.Scalar("PRAGMA page_count")) connection.Execute("VACUUM");
                return true;
            },
            cancellation);
        return dropped;
    }

    /// <summary>Takes over what another file of that kind tells: rows of files and of its log, as far as they are like ours.</summary>
    /// <param name="file">The other file.</param>
    /// <param name="job">The job that goes on with them.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <returns>Files and log lines taken over.</returns>
    public async Task<(int Files, int Lines)> TakeOverAsync(string file, string job, CancellationToken cancellation)
    {
        var old = OldSyncState.Read(file);
        await ChangeAsync(
            connection =>
            {
                foreach (var one in old.Files)
                {
                    connection.Prepare("INSERT OR IGNORE INTO files (job, file_path, file_name, file_size, modified_time, sync_status, destinations, last_synced, last_error, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8, ?9)")
                        .Bind(1, job).Bind(2, one.Path).Bind(3, one.Name).Bind(4, one.Size).Bind(5, one.Modified).Bind(6, one.Status).Bind(7, one.Synced).Bind(8, one.Error).Bind(9, one.Synced ?? one.Modified ?? "").Run();
                }
                foreach (var line in old.Lines)
                    connection.Prepare(Log).Bind(1, line.Time).Bind(2, job).Bind(3, line.Path).Bind(4, (string?)null).Bind(5, line.Action).Bind(6, line.Status).Bind(7, line.Bytes).Bind(8, line.Message).Bind(9, (string?)null).Run();
                return true;
            },
            cancellation);
        return (old.Files.Count, old.Lines.Count);
    }

    /// <summary>A moment as it stands there.</summary>
    internal static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static long Count(Statement statement)
    {
        var count = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return count;
    }

    private Task<T> ChangeAsync<T>(Func<Connection, T> work, CancellationToken cancellation) => OpenAsync(
        connection =>
        {
            using var transaction = connection.Begin();
            var result = work(connection);
            transaction.Commit();
            return result;
        },
        cancellation);

    private Task<T> OpenAsync<T>(Func<Connection, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            StateDirectory.Prepare(stateDirectory);
            StateDirectory.MakeFile(Path);
            using var connection = Connection.Open(Path, readOnly: false);
            connection.Execute(Schema);
            return Task.FromResult(work(connection));
        }
    }

    private static string Schema { get; } = Load();

    private static string Load()
    {
        using var stream = typeof(SyncState).Assembly.GetManifestResourceStream("Holdfast.State.Sql.sync_state.sql") ?? throw new InvalidOperationException("sync_state.sql was not built into the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
