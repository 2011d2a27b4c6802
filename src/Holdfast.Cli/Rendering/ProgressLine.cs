using System.Text.Json;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Rendering;

/// <summary>One line that says how far a run is, written over itself; nothing where lines cannot be written over.</summary>
internal sealed class ProgressLine(Screen screen, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly Queue<(long At, long Bytes, long Done)> _seen = new();
    private long _drawn;
    private string? _run;
    private bool _isThere;

    /// <summary>Draws the latest, unless one was drawn a moment ago.</summary>
    public void Draw(JsonElement data)
    {
        if (!screen.CanRedraw || (_isThere && time.GetElapsedTime(_drawn) < Pace)) return;
        if (data.Deserialize(RowJson.Default.ProgressRow) is not { } row) return;
        _drawn = time.GetTimestamp();
        screen.Redraw(Text(row));
        _isThere = true;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (!_isThere) return;
        screen.Redraw("");
        screen.Rewind();
        _isThere = false;
    }

    /// <summary>The line: job, step, files, bytes, rate, time left.</summary>
    public string Text(ProgressRow row)
    {
        var name = row.Destination is null ? row.Job : $"{row.Job} → {row.Destination}";
        if (row.Phase == "scan" || row is { TotalOperations: 0, Done: 0, Bytes: 0 }) return Printable.Text($"{name}  {row.Phase}  {Amounts.Of(row.Entries, "entry", "entries")}");
        var (bytesASecond, doneASecond) = Rate(row, $"{row.Job}\n{row.Destination}\n{row.Phase}");
        // A run that carries while it still looks does not know how much it will be.
        var text = $"{name}  {row.Phase}  {Amounts.Count(row.Done)}{(row.TotalOperations > 0 ? $"/{Amounts.Count(row.TotalOperations)}" : "")} files";
        if (row.Bytes > 0 || row.TotalBytes > 0) text += $"  {Amounts.Bytes(row.Bytes)}{(row.TotalBytes > 0 ? $"/{Amounts.Bytes(row.TotalBytes)}" : "")}";
        if (bytesASecond > 0) text += $"  {Amounts.Bytes((long)bytesASecond)}/s";
        return Printable.Text(Left(row, bytesASecond, doneASecond) is { } left ? $"{text}  {Amounts.Time(left)} left" : text);
    }

    private (double Bytes, double Done) Rate(ProgressRow row, string run)
    {
        if (run != _run) _seen.Clear();
        _run = run;
        var now = time.GetTimestamp();
        while (_seen.Count > 1 && time.GetElapsedTime(_seen.Peek().At, now) > Window) _seen.Dequeue();
        _seen.Enqueue((now, row.Bytes, row.Done));
        var first = _seen.Peek();
        var seconds = time.GetElapsedTime(first.At, now).TotalSeconds;
        return seconds < 0.5 ? (0, 0) : ((row.Bytes - first.Bytes) / seconds, (row.Done - first.Done) / seconds);
    }

    // Small files cost time by their number, large ones by their size: whichever takes longer is the better guess.
    private static TimeSpan? Left(ProgressRow row, double bytesASecond, double doneASecond)
    {
        var byBytes = bytesASecond > 0 ? (row.TotalBytes - row.Bytes) / bytesASecond : 0;
        var byDone = doneASecond > 0 ? (row.TotalOperations - row.Done) / doneASecond : 0;
        var seconds = Math.Max(byBytes, byDone);
        return seconds is > 0 and < 10_000_000 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
