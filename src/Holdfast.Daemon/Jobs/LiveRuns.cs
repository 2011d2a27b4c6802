using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>The runs under way in this process, with how far they are.</summary>
public sealed class LiveRuns
{
    /// <summary>By what traces of runs are listened to.</summary>
    public const string TraceName = "Holdfast.Runs";

    private static readonly ActivitySource Traces = new(TraceName);
    private readonly ConcurrentDictionary<string, (RunRecord Run, RunProgress Progress)> _runs = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<(RunRecord Run, RunProgress Progress)> All => _runs.Values;

    /// <summary>How far a run is; null when it is not under way here.</summary>
    public RunProgress? Find(string run) => _runs.TryGetValue(run, out var found) ? found.Progress : null;

    /// <summary>A run begins; it ends when what is returned is disposed.</summary>
    public IDisposable Begin(RunRecord run, RunProgress progress)
    {
        ArgumentNullException.ThrowIfNull(run);
        _runs[run.Id] = (run, progress);
        // Without a listener there is no trace, and it costs nothing.
        var trace = Traces.StartActivity($"run {run.Job}")?.SetTag("holdfast.run", run.Id).SetTag("holdfast.job", run.Job).SetTag("holdfast.destination", run.Destination);
        return new Ending(_runs, run.Id, progress, trace);
    }

    private sealed class Ending(ConcurrentDictionary<string, (RunRecord Run, RunProgress Progress)> runs, string run, RunProgress progress, Activity? trace) : IDisposable
    {
        public void Dispose()
        {
            runs.TryRemove(run, out _);
            trace?.SetTag("holdfast.operations", progress.Done).SetTag("holdfast.bytes", progress.Bytes).Dispose();
        }
    }
}
