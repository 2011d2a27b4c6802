using System.Text.Json;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Reports;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Reports;

public sealed class ReportTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;

    public ReportTests() => _config = new LabConfig(_lab);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private string Directory => _config.Config.Reports.Directory;

    private ReportWriter Writer => new(_config.Config, _config.Status, () => _config.Health(), _lab.Time);

    [Fact]
    [Trait("row", "L10")]
    public async Task The_daily_report_tells_configuration_activity_and_health()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.MirrorAsync();
        var row = await Writer.WriteDailyAsync(Lab.None);
        Assert.Equal(Path.Combine(Directory, "auto_sync_status_20261121.txt"), row.File);
        var text = await File.ReadAllTextAsync(row.File!, Lab.None);
        Assert.Equal(row.Text, text);
        foreach (var part in new[] { "Configuration", "Store lab:", "mirror from lab to legacy", "Activity", "1 succeeded", "Health:", "Your data is safe" }) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(row.File!));
    }

    [Fact]
    [Trait("row", "L10")]
    public async Task The_report_on_demand_tells_what_was_done_and_says_openly_what_is_not_configured()
    {
        await _lab.WriteAsync(_lab.Source, "a", "x", mode: 0x180);
        await _lab.PermissionsAsync(new PermissionRules { FileMode = 0x1B4 });
        await _lab.MirrorAsync();
        var row = await Writer.WriteNowAsync(false, false, Lab.None);
        Assert.Equal($"data_sync_report_{_lab.Time.GetUtcNow():yyyyMMdd_HHmmss}.txt", Path.GetFileName(row.File));
        Assert.Matches(@"Permissions fixed: +1\n", row.Text);
        Assert.Matches(@"Files carried: +1\n", row.Text);
        Assert.Matches(@"Environments: +not configured\n", row.Text);
        Assert.Matches(@"Orphans: +not configured\n", row.Text);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(row.File!, ".json"), Lab.None));
        Assert.Equal(1, json.RootElement.GetProperty("permissions_fixed").GetInt64());
        Assert.Equal("idle", json.RootElement.GetProperty("status").GetProperty("jobs")[0].GetProperty("state").GetString());
        Assert.NotEqual(0, json.RootElement.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task A_dry_report_is_told_and_not_written()
    {
        var row = await Writer.WriteNowAsync(true, false, Lab.None);
        Assert.Null(row.File);
        Assert.False(System.IO.Directory.Exists(Directory));
    }

    [Fact]
    [Trait("row", "L10")]
    [Trait("row", "L19")]
    public async Task Seven_days_are_kept_and_only_reports_are_ever_removed()
    {
        System.IO.Directory.CreateDirectory(Directory);
        foreach (var name in new[] { "auto_sync_status_20261114.txt", "auto_sync_status_20261114.json", "auto_sync_status_20261114.html", "auto_sync_status_20261115.txt", "data_sync_report_20261001_120000.txt", "auto_sync_status_notes.txt", "thesis_20200101.txt" })
            await File.WriteAllTextAsync(Path.Combine(Directory, name), "x", Lab.None);
        await Writer.WriteDailyAsync(Lab.None);
        Assert.Equal(
            ["auto_sync_status_20261115.txt", "auto_sync_status_20261121.html", "auto_sync_status_20261121.json", "auto_sync_status_20261121.txt", "auto_sync_status_notes.txt", "thesis_20200101.txt"],
            System.IO.Directory.GetFiles(Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_link_planted_under_a_reports_name_is_replaced_and_not_followed()
    {
        System.IO.Directory.CreateDirectory(Directory);
        var victim = Path.Combine(_lab.Root, "victim");
        await File.WriteAllTextAsync(victim, "untouched", Lab.None);
        File.CreateSymbolicLink(Path.Combine(Directory, "auto_sync_status_20261121.txt"), victim);
        var row = await Writer.WriteDailyAsync(Lab.None);
        Assert.Equal("untouched", await File.ReadAllTextAsync(victim, Lab.None));
        Assert.Null(new FileInfo(row.File!).LinkTarget);
    }

    [Fact]
    [Trait("row", "L10")]
    public async Task A_day_is_written_once_and_missed_days_are_not_made_up()
    {
        using var stop = new CancellationTokenSource();
        var written = new List<string>();
        var schedule = new ReportSchedule(Writer, TimeZoneInfo.Utc, new Told(written), _lab.Time).RunAsync(stop.Token);
        await UntilAsync(written, 1);
        _lab.Time.JumpTo(new DateTimeOffset(2026, 11, 25, 6, 30, 0, TimeSpan.Zero));
        _lab.Time.Advance(TimeSpan.FromMinutes(15));
        await UntilAsync(written, 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => schedule);
        Assert.Equal(["auto_sync_status_20261121.txt", "auto_sync_status_20261125.txt"], System.IO.Directory.GetFiles(Directory, "*.txt").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // The schedule sets a timer of the test's clock whenever it has nothing to do.
    private async Task UntilAsync(List<string> written, int count) =>
        await _lab.Time.TimersChanged.UntilAsync(() => { lock (written) return written.Count >= count && _lab.Time.NextDue is not null; }, $"report {count}");

    private sealed class Told(List<string> lines) : ILog
    {
        public bool IsOn(LogLevel level) => true;

        public void Write(LogLevel level, string area, string message, params ReadOnlySpan<LogField> fields)
        {
            lock (lines) lines.Add(message);
        }
    }
}
