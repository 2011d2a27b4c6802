using Holdfast.Daemon.Control;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells a client four times a second how far a run is.</summary>
internal sealed class ProgressTeller : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ITimer _timer;

    public ProgressTeller(IControlSink sink, TimeProvider time, RunRecord run, RunProgress progress) =>
        _timer = time.CreateTimer(_ => sink.Progress(CommandCall.Json(json =>
        {
            json.WriteString("type", "progress");
            json.WriteString("run", run.Id);
            json.WriteString("job", run.Job);
            json.WriteString("phase", progress.Phase);
            json.WriteNumber("entries", progress.Entries);
            json.WriteNumber("done", progress.Done);
            json.WriteNumber("total", progress.TotalOperations);
            json.WriteNumber("bytes", progress.Bytes);
            json.WriteNumber("total_bytes", progress.TotalBytes);
            json.WriteNumber("elapsed_ms", (long)(time.GetUtcNow() - run.Started).TotalMilliseconds);
            json.WriteString("current", progress.Current.ToString());
        })), null, Every, Every);

    public void Dispose() => _timer.Dispose();
}
