using System.Text.Json;

namespace Holdfast.Contracts.Control;

/// <summary>One thing the daemon tells while it carries a command out.</summary>
public sealed record ControlEvent
{
    /// <summary>Kind of a line of text for standard output.</summary>
    public const string Output = "output";

    /// <summary>Kind of a line of text for standard error.</summary>
    public const string Error = "error";

    /// <summary>Kind of a line of the log.</summary>
    public const string Log = "log";

    /// <summary>Kind of a result, in <see cref="Data"/>.</summary>
    public const string Row = "row";

    /// <summary>Kind of how far it is, in <see cref="Data"/>; only the latest counts, and a slow client misses some.</summary>
    public const string Progress = "progress";

    /// <summary>Kind of the last line, with <see cref="ExitCode"/>.</summary>
    public const string End = "end";

    /// <summary>What it is: one of the kinds above.</summary>
    public required string Kind { get; init; }

    /// <summary>Text without an end of line.</summary>
    public string? Text { get; init; }

    /// <summary>What is told as data; its shape is the command's.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The command's exit code, in the last line.</summary>
    public int? ExitCode { get; init; }
}
