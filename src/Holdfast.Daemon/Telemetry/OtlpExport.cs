using System.Diagnostics.Metrics;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Holdfast.Daemon.Telemetry;

/// <summary>Sends traces of runs, and numbers of how everything stands, to a collector that speaks OTLP over HTTP. Loaded only when one is configured.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Name = "Holdfast";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private readonly Func<CancellationToken, ValueTask<Overview>> _read;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new(Name);
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private volatile Overview? _overview;

    /// <summary>Begins to send.</summary>
    /// <param name="collector">Address of the collector, without the path of a signal.</param>
    /// <param name="read">Reads how everything stands.</param>
    /// <param name="time">The clock.</param>
    public OtlpExport(Uri collector, Func<CancellationToken, ValueTask<Overview>> read, TimeProvider time)
    {
        (_read, _time) = (read, time);
        AddInstruments();
        var resource = ResourceBuilder.CreateEmpty().AddService("holdfast", serviceVersion: ProgramVersion.Text);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(LiveRuns.TraceName)
            .AddOtlpExporter(options => Set(options, collector, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Name)
            .AddOtlpExporter(options => Set(options, collector, "v1/metrics")).Build();
    }

    /// <summary>Keeps the numbers fresh until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            _overview = await _read(cancellation);
            await Task.Delay(Every, _time, cancellation);
        }
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
        _meter.Dispose();
    }

    private static void Set(OtlpExporterOptions options, Uri collector, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector.AbsoluteUri.EndsWith('/') ? collector : new Uri(collector.AbsoluteUri + "/"), signal);
    }

    private void AddInstruments()
    {
        _meter.CreateObservableGauge("holdfast.healthy", () => Of(one => one.Reasons.Count == 0 ? 1 : 0), description: "1 when the data is safe, as far as Holdfast can know.");
        _meter.CreateObservableCounter("holdfast.runs", () => Of(one => one.Totals.Runs), description: "Runs that were made.");
        _meter.CreateObservableCounter("holdfast.runs.failed", () => Of(one => one.Totals.RunsFailed), description: "Runs that did not do what they should.");
        _meter.CreateObservableCounter("holdfast.files.synced", () => Of(one => one.Totals.FilesSynced), description: "Files and links that were carried.");
        _meter.CreateObservableCounter("holdfast.bytes.moved", () => Of(one => one.Totals.Bytes), "By", "Bytes of content moved.");
        _meter.CreateObservableGauge("holdfast.findings.open", () => Each(one => [new(one.Errors, new KeyValuePair<string, object?>("severity", "error")), new(one.Warnings, new KeyValuePair<string, object?>("severity", "warning"))]), description: "Open findings by severity.");
        _meter.CreateObservableGauge("holdfast.job.failures", () => Each(one => one.Jobs.Select(job => new Measurement<long>(job.Failures, new KeyValuePair<string, object?>("job", job.Name)))), description: "Runs of the job that failed since it last succeeded.");
        _meter.CreateObservableGauge("holdfast.store.free", () => Each(one => one.Stores.Where(store => store.FreeBytes is not null).Select(store => new Measurement<long>(store.FreeBytes!.Value, new KeyValuePair<string, object?>("store", store.Name)))), "By", "Bytes free where the store lies.");
    }

    private IEnumerable<Measurement<long>> Of(Func<Overview, long> value) => Each(overview => [new Measurement<long>(value(overview))]);

    private IEnumerable<Measurement<long>> Each(Func<Overview, IEnumerable<Measurement<long>>> values) => _overview is { } overview ? values(overview) : [];
}
