using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Requests;

/// <summary>Shows runs as a table, or one run with all it did as lines.</summary>
internal sealed class HistoryView(Screen screen) : IView
{
    private readonly LineView _lines = new(screen);
    private readonly List<RunRow> _runs = [];
    private bool _isOne;

    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (type == RowTypes.Run && data.Deserialize(RowJson.Default.RunRow) is { } run)
        {
            _runs.Add(run);
            return;
        }
        // Whatever else comes is told of the one run before it.
        if (!_isOne && _runs.Count == 1) _lines.Row(RowTypes.Run, JsonSerializer.SerializeToElement(_runs[0], RowJson.Default.RunRow));
        _isOne = true;
        _lines.Row(type, data);
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_isOne) return;
        if (_runs.Count == 0)
        {
            screen.Note("no runs yet");
            return;
        }
        var grid = new Grid("run", "job", "state", "began", "took", "by", "what");
        foreach (var run in _runs) Add(grid, run);
        grid.Show(screen);
    }

    private static void Add(Grid grid, RunRow run) => grid.Add(
        run.Id,
        Tallies.Way(run),
        new Cell(run.State, Tones.OfRun(run.State)),
        run.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        run.Ended is { } ended ? Amounts.Time(ended - run.Started) : "-",
        run.Trigger,
        run.Message is null ? Tallies.Text(run) : $"{Tallies.Text(run)}: {run.Message}");
}
