using Spectre.Console;
using Spectre.Console.Rendering;

namespace Holdfast.Cli.Rendering;

/// <summary>One cell of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">How it is meant.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>Lets callers give plain text.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "");
}

/// <summary>Rows under headings: with lines and folding on a terminal, else aligned by spaces with nothing folded.</summary>
internal sealed class Grid(params IReadOnlyList<string> headings)
{
    private readonly List<Cell[]> _rows = [];

    /// <summary>Whether there are no rows.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row; as many cells as there are headings.</summary>
    public void Add(params Cell[] cells) => _rows.Add([.. cells.Select(cell => cell with { Text = Printable.Text(cell.Text) })]);

    /// <summary>Shows it.</summary>
    public void Show(Screen screen)
    {
        if (screen.IsTerminal) Lined(screen);
        else Plain(screen);
    }

    private void Plain(Screen screen)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Text.Length).Append(heading.Length).Max()).ToArray();
        string Line(IEnumerable<string> cells) => string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
        screen.Line(Line(headings.Select(heading => heading.ToUpperInvariant())));
        foreach (var row in _rows) screen.Line(Line(row.Select(cell => cell.Text)));
    }

    private void Lined(Screen screen)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(decoration: Decoration.Dim) };
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        foreach (var row in _rows) table.AddRow(row.Select(cell => (IRenderable)new Text(cell.Text, StyleOf(cell.Tone))));
        screen.Render(table);
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
