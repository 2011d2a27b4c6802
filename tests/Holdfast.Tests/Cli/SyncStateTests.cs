using Holdfast.Contracts;

namespace Holdfast.Tests.Cli;

/// <summary>What people do with <c>sync_state.db</c> and the sqlite3 program, word for word.</summary>
[Trait("row", "D9")]
public sealed class SyncStateTests : IDisposable
{
    private const string Failed = "SELECT * FROM files WHERE sync_status='failed';";

    private const string Statistics = """
        SELECT
          COUNT(*) as total_files,
          SUM(CASE WHEN sync_status='synced' THEN 1 ELSE 0 END) as synced,
          SUM(CASE WHEN sync_status='failed' THEN 1 ELSE 0 END) as failed
        FROM files;
        """;

    private const string Clean = """
        DELETE FROM sync_logs
        WHERE timestamp < datetime('now', '-30 days');
        """;

    private readonly BackupStage _stage = new("retries: 1");

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task The_four_statements_of_its_users_work_as_they_are_written()
    {
        for (var file = 0; file < 20; file++) _stage.Write($"data/d/f{file:D2}.txt", $"file {file}");
        await _stage.RunAsync(ExitCode.Done, "run");

        Assert.Equal("20|20|0", await _stage.AskAsync(Statistics));
        Assert.Equal("", await _stage.AskAsync(Failed));
        Assert.Equal("42", await _stage.AskAsync("SELECT count(*) FROM sync_logs"));
        await _stage.AskAsync("UPDATE sync_logs SET timestamp = datetime('now', '-31 days') WHERE id <= 30");
        await _stage.AskAsync(Clean);
        Assert.Equal("12", await _stage.AskAsync("SELECT count(*) FROM sync_logs"));
        await _stage.AskAsync("VACUUM;");
        Assert.Equal("1", await _stage.AskAsync("SELECT count(DISTINCT length(timestamp)) FROM sync_logs WHERE timestamp GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]'"));
        Assert.Equal("stopped", await _stage.AskAsync("SELECT value FROM daemon_state WHERE key = 'status'"));
    }

    [Fact]
    public async Task A_file_counts_as_synced_when_every_destination_has_it_as_it_is()
    {
        _stage.Write("data/f.txt", "one");
        _stage.Write("data/g.txt", "one");
        await _stage.RunAsync(ExitCode.Done, "run");
        _stage.Time.Advance(TimeSpan.FromHours(1));
        Directory.Move(_stage.Place("two"), _stage.Place("away"));
        _stage.Write("data/f.txt", "longer");
        await _stage.RunAsync(null, "run");
        Assert.Equal("f.txt|pending|one\ng.txt|synced|one,two", await _stage.AskAsync("SELECT file_path, sync_status, destinations FROM files ORDER BY file_path"));

        Directory.Move(_stage.Place("away"), _stage.Place("two"));
        await _stage.RunAsync(ExitCode.Done, "run");
        Assert.Equal("2", await _stage.AskAsync("SELECT count(*) FROM files WHERE sync_status='synced'"));
        File.Delete(_stage.Place("data", "g.txt"));
        await _stage.RunAsync(ExitCode.Done, "run");
        Assert.Equal("f.txt", await _stage.AskAsync("SELECT file_path FROM files"));
    }

    [Fact]
    public async Task Whatever_is_deleted_there_harms_no_baseline_and_is_written_again()
    {
        _stage.Write("data/f.txt", "one");
        _stage.Write("data/g.txt", "two");
        await _stage.RunAsync(ExitCode.Done, "run");
        await _stage.AskAsync("DELETE FROM files; DELETE FROM sync_logs; DELETE FROM daemon_state; VACUUM;");
        var again = await _stage.RunAsync(ExitCode.Done, "run", "--json");
        Assert.All(BackupStage.Rows(again), row => Assert.Equal(0, row.GetProperty("tally").GetProperty("done").GetInt32()));
        Assert.Equal("2|2|0", await _stage.AskAsync(Statistics));

        File.Delete(_stage.Place("state", "sync_state.db"));
        await _stage.RunAsync(ExitCode.Done, "run");
        Assert.Equal("2|2|0", await _stage.AskAsync(Statistics));
        await File.WriteAllTextAsync(_stage.Place("state", "sync_state.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        await _stage.RunAsync(ExitCode.Done, "run");
    }

    [Fact]
    public async Task What_cannot_be_carried_is_told_with_its_reason()
    {
        _stage.Write("data/f.txt", "one");
        _stage.Write("data/locked/g.txt", "two");
        await _stage.RunAsync(ExitCode.Done, "run");
        _stage.Time.Advance(TimeSpan.FromHours(1));
        // A directory has taken the name in one of the places.
        File.Delete(_stage.Place("two", "f.txt"));
        Directory.CreateDirectory(_stage.Place("two", "f.txt"));
        _stage.Write("data/f.txt", "other words");
        await _stage.RunAsync(null, "run");
        Assert.StartsWith("f.txt|", await _stage.AskAsync("SELECT file_path, sync_status FROM files WHERE sync_status <> 'synced'"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "D14")]
    public async Task What_an_older_program_noted_is_taken_over()
    {
        _stage.Write("old/config.yaml", "sync: { interval_seconds: 300 }\ndestinations: { aws_s3: { enabled: true, bucket: b, region: eu-west-1 } }\n");
        _stage.Write("old/.env", "AWS_ACCESS_KEY_ID=key\nAWS_SECRET_ACCESS_KEY=secret\n");
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "sqlite3 is not installed");
        Adapters.Files.Tools.Run("/usr/bin/sqlite3", _stage.Place("old", "sync_state.db"), """
            CREATE TABLE files (id INTEGER PRIMARY KEY, file_id TEXT, name TEXT, size INTEGER, modified_time TEXT, sync_status TEXT, last_error TEXT);
            CREATE TABLE sync_logs (id INTEGER PRIMARY KEY, timestamp TEXT, level TEXT, message TEXT);
            INSERT INTO files VALUES (1, 'x1', 'a.pdf', 10, '2026-10-01T08:00:00Z', 'synced', NULL), (2, 'x2', 'b.pdf', 20, '2026-10-02 08:00:00', 'failed', 'quota');
            INSERT INTO sync_logs VALUES (1, '2026-10-02 08:00:01', 'ERROR', 'quota');
            """);
        File.Delete(_stage.Place("holdfast.yaml"));
        await _stage.RunAsync(ExitCode.Done, "import", _stage.Place("old", "config.yaml"), "--account", "me@example.com");
        Assert.Equal("a.pdf|synced|2026-10-01 08:00:00\nb.pdf|failed|2026-10-02 08:00:00", await _stage.AskAsync("SELECT file_path, sync_status, modified_time FROM files ORDER BY file_path"));
        Assert.Equal("2026-10-02 08:00:01|quota", await _stage.AskAsync("SELECT timestamp, message FROM sync_logs"));
        Assert.Equal("secret", _stage.Read("secrets/aws.secret-key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_stage.Place("secrets", "aws.secret-key")));
        await _stage.RunAsync(ExitCode.Done, "config", "validate");
    }
}
