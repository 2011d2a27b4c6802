using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Requests;

/// <summary>Shows findings as a table, with what was said of them.</summary>
internal sealed class FindingsView(Screen screen) : IView
{
    private readonly List<FindingRow> _findings = [];

    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (type == RowTypes.Finding && data.Deserialize(RowJson.Default.FindingRow) is { } finding) _findings.Add(finding);
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_findings.Count == 0)
        {
            screen.Note("no findings");
            return;
        }
        var grid = new Grid("id", "severity", "state", "since", "job", "where", "what");
        foreach (var finding in _findings)
        {
            var where = finding.Path.Length == 0 ? finding.Store ?? "-" : finding.Store is null ? finding.Path : $"{finding.Store}:{finding.Path}";
            grid.Add(Text(finding.Id), new Cell(finding.Severity, Tones.OfSeverity(finding.Severity)), State(finding), finding.Since is { } since ? Day(since) : "-", finding.Job, where, finding.Message);
        }
        grid.Show(screen);
    }

    private static string State(FindingRow finding)
    {
        var until = finding.Until is { } moment ? $" until {Day(moment)}" : "";
        var by = finding.By is { } who ? $" by {who}" : "";
        return $"{finding.State}{until}{by}{(finding.Note is { } note ? $": {note}" : "")}";
    }

    private static string Day(DateTimeOffset moment) => moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
