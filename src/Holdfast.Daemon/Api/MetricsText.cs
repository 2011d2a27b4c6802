using System.Globalization;
using System.Text;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Status;

namespace Holdfast.Daemon.Api;

/// <summary>Writes how everything stands in the text form that Prometheus reads.</summary>
internal sealed class MetricsText
{
    /// <summary>What it is.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] JobStates = ["running", "waiting", "idle", "paused", "stopped", "failing", "needs-approval"];
    private readonly StringBuilder _text = new();

    private MetricsText()
    {
    }

    /// <summary>The text.</summary>
    public static string Of(Overview overview, int runsUnderWay, DateTimeOffset now)
    {
        var text = new MetricsText();
        text.Family("holdfast_build_info", "gauge", "Always 1; the version is a label.").Sample("holdfast_build_info", 1, ("version", overview.Version));
        text.Family("holdfast_uptime_seconds", "gauge", "Seconds the daemon has run.").Sample("holdfast_uptime_seconds", overview.UptimeSeconds);
        text.Family("holdfast_healthy", "gauge", "1 when the data is safe, as far as Holdfast can know.").Sample("holdfast_healthy", overview.Reasons.Count == 0 ? 1 : 0);
        text.Family("holdfast_data_at_risk_bytes", "gauge", "Bytes that exist on fewer places than promised.").Sample("holdfast_data_at_risk_bytes", overview.DataAtRiskBytes);
        text.Family("holdfast_runs_total", "counter", "Runs that were made.").Sample("holdfast_runs_total", overview.Totals.Runs);
        text.Family("holdfast_runs_failed_total", "counter", "Runs that did not do what they should.").Sample("holdfast_runs_failed_total", overview.Totals.RunsFailed);
        text.Family("holdfast_files_synced_total", "counter", "Files and links that were carried.").Sample("holdfast_files_synced_total", overview.Totals.FilesSynced);
        text.Family("holdfast_operations_failed_total", "counter", "Operations that failed.").Sample("holdfast_operations_failed_total", overview.Totals.FilesFailed);
        text.Family("holdfast_bytes_moved_total", "counter", "Bytes of content moved.").Sample("holdfast_bytes_moved_total", overview.Totals.Bytes);
        text.Family("holdfast_runs_under_way", "gauge", "Runs that are being made.").Sample("holdfast_runs_under_way", runsUnderWay);
        text.Family("holdfast_findings_open", "gauge", "Open findings by severity.")
            .Sample("holdfast_findings_open", overview.Errors, ("severity", "error")).Sample("holdfast_findings_open", overview.Warnings, ("severity", "warning"));
        text.Jobs(overview.Jobs, now);
        text.Stores(overview);
        text.Process();
        return text._text.ToString();
    }

    private void Jobs(IReadOnlyList<JobStatus> jobs, DateTimeOffset now)
    {
        Family("holdfast_job_state", "gauge", "1 for the state the job is in.");
        foreach (var job in jobs)
        {
            foreach (var state in JobStates) Sample("holdfast_job_state", job.State == state ? 1 : 0, ("job", job.Name), ("state", state));
        }
        Each("holdfast_job_failures_in_a_row", "Runs of the job that failed since it last succeeded.", jobs, job => job.Failures);
        Each("holdfast_job_last_run_timestamp_seconds", "When the job's last run ended.", jobs, job => job.LastEnd?.ToUnixTimeMilliseconds() / 1000.0);
        Each("holdfast_job_last_run_age_seconds", "How long ago the job's last run ended.", jobs, job => (now - job.LastEnd)?.TotalSeconds);
        Each("holdfast_job_last_run_succeeded", "1 when the job's last run succeeded.", jobs, job => job.LastResult is null ? null : job.LastResult == "succeeded" ? 1 : 0);
        Each("holdfast_job_next_run_timestamp_seconds", "When the job runs next of itself.", jobs, job => job.NextDue?.ToUnixTimeMilliseconds() / 1000.0);
    }

    private void Each(string name, string help, IReadOnlyList<JobStatus> jobs, Func<JobStatus, double?> value)
    {
        if (!jobs.Any(job => value(job) is not null)) return;
        Family(name, "gauge", help);
        foreach (var job in jobs)
        {
            if (value(job) is { } number) Sample(name, number, ("job", job.Name));
        }
    }

    private void Stores(Overview overview)
    {
        Family("holdfast_store_present", "gauge", "1 when the store can be used.");
        foreach (var store in overview.Stores) Sample("holdfast_store_present", store.State == "present" ? 1 : 0, ("store", store.Name));
        var measured = overview.Stores.Where(store => store is { FreeBytes: not null, SizeBytes: not null }).ToArray();
        if (measured.Length == 0) return;
        Family("holdfast_store_free_bytes", "gauge", "Bytes free where the store lies.");
        foreach (var store in measured) Sample("holdfast_store_free_bytes", store.FreeBytes!.Value, ("store", store.Name));
        Family("holdfast_store_size_bytes", "gauge", "Bytes in all where the store lies.");
        foreach (var store in measured) Sample("holdfast_store_size_bytes", store.SizeBytes!.Value, ("store", store.Name));
    }

    private void Process()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Family("process_cpu_seconds_total", "counter", "Seconds of processor time the daemon took.").Sample("process_cpu_seconds_total", self.TotalProcessorTime.TotalSeconds);
        Family("process_resident_memory_bytes", "gauge", "Memory the daemon holds.").Sample("process_resident_memory_bytes", self.WorkingSet64);
        Family("process_threads", "gauge", "Threads of the daemon.").Sample("process_threads", self.Threads.Count);
    }

    private MetricsText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private MetricsText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    private static string Escaped(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
