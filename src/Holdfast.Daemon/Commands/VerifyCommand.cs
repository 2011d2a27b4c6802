using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Verifying;

namespace Holdfast.Daemon.Commands;

/// <summary>Compares what mirrors and copies carry with what is recorded, or with <c>read</c> by reading everything on both sides.</summary>
internal static class VerifyCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var worst = ExitCode.Done;
        foreach (var job in Jobs(call)) worst = RunCommand.Worse(worst, await OneAsync(call, job, cancellation));
        return worst;
    }

    private static List<JobConfig> Jobs(CommandCall call)
    {
        var services = call.Services;
        var named = call.Request.Args.Count > 0 ? call.Request.Args.Select(services.Runner.Find) : services.Config.Jobs.Where(j => j.WritesDestinations);
        var jobs = named.Select(j => j.Kind == JobKind.Verify && !call.Has("read") ? j
            : j.WritesDestinations ? JobRequests.CheckOf(j, call.Has("read"))
            : j.Kind == JobKind.Verify ? j with { ReadPercent = 100 }
            : throw new UsageException($"verify: '{j.Name}' carries nothing between stores; name a mirror, a copy or a verify job")).ToList();
        return jobs.Count > 0 ? jobs : throw new UsageException("verify: no job carries anything between stores");
    }

    private static async Task<ExitCode> OneAsync(CommandCall call, JobConfig job, CancellationToken cancellation)
    {
        ProgressTeller? teller = null;
        IReadOnlyList<RunRecord> runs;
        try
        {
            runs = await call.Services.Gate.ReserveAsync(JobRequests.DestinationsOf(job), token => call.Services.Runner.RunAsync(job, RunTrigger.Command, Scope.All, planOnly: false, (run, progress) =>
            {
                teller?.Dispose();
                teller = new ProgressTeller(call.Sink, call.Services.Time, run, progress);
            }, token), cancellation);
        }
        finally { teller?.Dispose(); }
        var findings = new List<(string Job, Finding Finding, DateTimeOffset Since)>();
        foreach (var run in runs)
        {
            var seen = await SeenAsync(call, job, run, cancellation);
            findings.AddRange(seen);
            RunLog.Tell(call.Services.Log, run);
            await call.RowAsync(Rows.Of(run), RowJson.Default.RunRow, cancellation);
            if (run.State != RunState.Failed) await call.Sink.OutputAsync(await SummaryAsync(call, job, run, [.. seen.Select(f => f.Finding)], cancellation), cancellation);
        }
        foreach (var (name, finding, since) in findings) await call.RowAsync(Rows.Of(name, finding, since), RowJson.Default.FindingRow, cancellation);
        var differs = findings.Any(f => f.Finding.Severity > Severity.Info);
        return runs.Select(Rows.Exit).Aggregate(differs ? ExitCode.Failed : ExitCode.Done, RunCommand.Worse);
    }

    // A run that could not be made, because no job carries what it should check, saw nothing.
    private static async Task<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>> SeenAsync(CommandCall call, JobConfig job, RunRecord run, CancellationToken cancellation) =>
        run.State == RunState.Failed ? [] : await new CheckFindings(call.Services.State).OpenAsync(call.Services.Requests.WriterOf(job, run.Destination).Name, run.Destination, cancellation);

    private static async Task<string> SummaryAsync(CommandCall call, JobConfig job, RunRecord run, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        await using var destination = await call.Services.Stores.OpenAsync(run.Destination, null, writable: false, cancellation);
        var writer = call.Services.Requests.WriterOf(job, run.Destination);
        var baselines = call.Services.State.Baselines;
        var leg = await baselines.OpenLegAsync(writer.Name, destination.Facts.Uuid, cancellation);
        var fidelity = destination.Facts.Fidelity;
        var ours = await RootHash.OfAsync(baselines.ReadAsync(leg, Scope.All, cancellation), TreeSide.Source, fidelity, null, cancellation);
        var theirs = await RootHash.OfAsync(baselines.ReadAsync(leg, Scope.All, cancellation), TreeSide.Destination, fidelity, null, cancellation);
        return VerifySummary.Of(run.Source!, run.Destination, ours, theirs, run, findings).Text;
    }
}
