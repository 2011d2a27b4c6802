using System.Text.Json;
using System.Text;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Spectre.Console.Rendering;
using Spectre.Console;

namespace Holdfast.Cli.Rendering;

/// <summary>How a word is meant; a terminal shows it in colour, anything else does not.</summary>
internal enum Tone
{
    /// <summary>As any other.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>Something is wrong.</summary>
    Bad,

    /// <summary>Less important than the rest.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Strong,
}

/// <summary>Where a command puts what it has to say: results to standard output, messages to standard error.</summary>
internal sealed class Screen(World world, bool json)
{
    /// <summary>Whether results are JSON, one value a line.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether results go to a terminal.</summary>
    public bool IsTerminal => world.IsOutTerminal;

    /// <summary>Whether messages go to a terminal, where a line can be written again and again.</summary>
    public bool CanRedraw => world.IsErrorTerminal && world.Variable("TERM") != "dumb" && !IsJson;

    /// <summary>Columns there are.</summary>
    public int Width => world.Width;

    /// <summary>Whether results may have colours.</summary>
    public bool HasColor => world.IsOutTerminal && AllowsColor;

    /// <summary>Whether messages may have colours.</summary>
    public bool HasErrorColor => world.IsErrorTerminal && AllowsColor;

    // https://no-color.org: set to anything but the empty string.
    private bool AllowsColor => world.Variable("NO_COLOR") is null && world.Variable("HOLDFAST_NO_COLOR") is null && world.Variable("TERM") != "dumb";

    /// <summary>One line of the result.</summary>
    public void Line(string text = "") => world.Out.WriteLine(text);

    /// <summary>Text of the result as it is.</summary>
    public void Text(string text) => world.Out.Write(text);

    /// <summary>A message for people; never part of the result.</summary>
    public void Note(string text) => world.Error.WriteLine(text);

    /// <summary>Why something did not work.</summary>
    public void Problem(string text) => world.Error.WriteLine($"{Paint("holdfast:", Tone.Bad, HasErrorColor)} {text}");

    /// <summary>A word of the result in its tone.</summary>
    public string Paint(string text, Tone tone) => Paint(text, tone, HasColor);

    /// <summary>One JSON value, on a line of its own.</summary>
    public void Json(Action<Utf8JsonWriter> write) => world.Out.WriteLine(PlainJson.Line(write));

    /// <summary>The same, of a value that is there already.</summary>
    public void Json(JsonElement value) => world.Out.WriteLine(PlainJson.Line(value));

    /// <summary>Asks somebody at a terminal; null when there is nobody, or no answer.</summary>
    public string? Ask(string question, string? proposal = null)
    {
        if (!world.IsInTerminal || !world.IsErrorTerminal || IsJson) return null;
        world.Error.Write(proposal is null ? $"{question} " : $"{question} [{proposal}] ");
        var answer = world.In.ReadLine()?.Trim();
        return string.IsNullOrEmpty(answer) ? proposal : answer;
    }

    /// <summary>Asks somebody at a terminal for what must not be shown there; null when there is nobody, or no answer.</summary>
    public string? AskHidden(string question)
    {
        if (!world.IsInTerminal || !world.IsErrorTerminal || IsJson) return null;
        world.Error.Write($"{question} ");
        return world.ReadHidden is { } read ? read() : world.In.ReadLine();
    }

    /// <summary>Writes over the line the cursor is in, on standard error; only where <see cref="CanRedraw"/>.</summary>
    public void Redraw(string text)
    {
        var room = Math.Max(10, Width - 1);
        world.Error.Write("\r" + (text.Length > room ? text[..room] : text) + "\u001b[K");
        world.Error.Flush();
    }

    /// <summary>Back to the start of the line, after <see cref="Redraw"/> emptied it.</summary>
    public void Rewind() => world.Error.Write('\r');

    /// <summary>Something drawn on a terminal. What the terminal can do is known already, so that nothing is asked or guessed.</summary>
    public void Render(IRenderable drawing) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = HasColor ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new Paper(world.Out, Width),
    }).Write(drawing);

    private sealed class Paper(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
            // The writer has one already.
        }
    }

    private static string Paint(string text, Tone tone, bool color)
    {
        if (!color || tone == Tone.Plain) return text;
        var code = tone switch { Tone.Good => "32", Tone.Warning => "33", Tone.Bad => "31", Tone.Faint => "2", _ => "1" };
        return $"\u001b[{code}m{text}\u001b[0m";
    }
}
