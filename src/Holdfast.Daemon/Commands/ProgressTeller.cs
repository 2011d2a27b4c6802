using System.Text.Json;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells a client four times a second how far a run is.</summary>
internal sealed class ProgressTeller : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ITimer _timer;

    public ProgressTeller(IControlSink sink, TimeProvider time, RunRecord run, RunProgress progress) =>
        _timer = time.CreateTimer(_ => sink.Progress(JsonSerializer.SerializeToElement(Row(run, progress), RowJson.Default.ProgressRow)), null, Every, Every);

    public void Dispose() => _timer.Dispose();

    private static ProgressRow Row(RunRecord run, RunProgress progress) => new()
    {
        Job = run.Job,
        Destination = run.Destination,
        Phase = progress.Phase,
        Entries = progress.Entries,
        Done = progress.Done,
        Bytes = progress.Bytes,
        TotalOperations = progress.TotalOperations,
        TotalBytes = progress.TotalBytes,
        Current = progress.Current.ToString(),
    };
}
