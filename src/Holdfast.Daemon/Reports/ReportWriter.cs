using System.Globalization;
using System.Text;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Status;

namespace Holdfast.Daemon.Reports;

/// <summary>Writes reports: the daily one, and one on demand; each as text for people, and beside it as a page and as JSON.</summary>
/// <param name="config">The configuration.</param>
/// <param name="status">Reads how everything stands.</param>
/// <param name="health">What the health checks look at, at the time of writing.</param>
/// <param name="time">The clock.</param>
public sealed class ReportWriter(HoldfastConfig config, StatusReader status, Func<HealthContext> health, TimeProvider time)
{
    private const int MostRuns = 20_000;
    private static readonly TimeSpan Covered = TimeSpan.FromDays(1);
    private readonly ReportDirectory _directory = new(config.Reports.Directory);

    /// <summary>Whether the report of today's local date is written.</summary>
    public bool HasDaily => _directory.Has($"{DailyName()}.txt");

    /// <summary>Writes the daily report <c>auto_sync_status_YYYYMMDD.txt</c> over the last 24 hours, and clears old reports away.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task<ReportRow> WriteDailyAsync(CancellationToken cancellation)
    {
        var facts = await ReadAsync(cancellation);
        var row = Write(DailyName(), "daily", ReportText.Daily(facts, config), ReportHtml.Write("Holdfast daily report", facts), facts);
        Clean();
        return row;
    }

    /// <summary>Writes the report on demand, <c>data_sync_report_YYYYMMDD_HHMMSS.txt</c>, over the last 24 hours.</summary>
    /// <param name="isDry">Only tell it; write nothing.</param>
    /// <param name="isPage">Tell it as a page rather than as text.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task<ReportRow> WriteNowAsync(bool isDry, bool isPage, CancellationToken cancellation)
    {
        var facts = await ReadAsync(cancellation);
        var (text, page) = (ReportText.Sync(facts), ReportHtml.Write("Holdfast data sync report", facts));
        var row = isDry ? new ReportRow { Text = text } : Write($"data_sync_report_{Local():yyyyMMdd_HHmmss}", "sync", text, page, facts);
        return isPage ? row with { Text = page, File = row.Page } : row;
    }

    /// <summary>The reports that are there, the newest first.</summary>
    public IReadOnlyList<ReportFile> Kept => _directory.All();

    /// <summary>One report as it was written; null when there is none of that name.</summary>
    public byte[]? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _directory.Read(name);
    }

    /// <summary>Removes reports older than the configuration keeps; told how many.</summary>
    public int Clean() => _directory.Clean(DateOnly.FromDateTime(Local().Subtract(config.Reports.Keep).Date).AddDays(1));

    private ReportRow Write(string name, string kind, string text, string page, ReportFacts facts)
    {
        _directory.Write($"{name}.json", ReportJson.Write(kind, facts));
        var written = _directory.Write($"{name}.html", Encoding.UTF8.GetBytes(page));
        return new ReportRow { File = _directory.Write($"{name}.txt", Encoding.UTF8.GetBytes(text)), Page = written, Text = text };
    }

    private async Task<ReportFacts> ReadAsync(CancellationToken cancellation)
    {
        var context = health();
        var now = time.GetUtcNow();
        var snapshot = await status.ReadAsync(context.Daemon, context.StateHolder is not null, cancellation);
        var runs = await context.State.Runs.ListAsync(null, MostRuns, cancellation);
        return new ReportFacts(snapshot.Row, await Doctor.LookAsync(context, cancellation), [.. runs.TakeWhile(run => run.Started >= now - Covered)], now - Covered, now, config.TimeZone);
    }

    private string DailyName() => string.Create(CultureInfo.InvariantCulture, $"auto_sync_status_{Local():yyyyMMdd}");

    private DateTime Local() => TimeZoneInfo.ConvertTime(time.GetUtcNow(), config.TimeZone).DateTime;
}
