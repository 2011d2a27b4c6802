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
        _timer = time.CreateTimer(_ => sink.Progress(JsonSerializer.SerializeToElement(Rows.Of(run, progress), RowJson.Default.ProgressRow)), null, Every, Every);

    public void Dispose() => _timer.Dispose();
}
