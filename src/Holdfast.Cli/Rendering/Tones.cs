namespace Holdfast.Cli.Rendering;

/// <summary>Which words are good news and which are not.</summary>
internal static class Tones
{
    /// <summary>Of a run's state.</summary>
    public static Tone OfRun(string state) => state switch
    {
        "succeeded" => Tone.Good,
        "failed" => Tone.Bad,
        "partial" or "refused" or "cancelled" => Tone.Warning,
        _ => Tone.Plain,
    };

    /// <summary>Of a job's state.</summary>
    public static Tone OfJob(string state) => state switch
    {
        "failing" => Tone.Bad,
        "needs-approval" or "paused" or "stopped" => Tone.Warning,
        "running" => Tone.Good,
        _ => Tone.Plain,
    };

    /// <summary>Of an operation's outcome.</summary>
    public static Tone OfOutcome(string outcome) => outcome switch { "done" => Tone.Good, "failed" => Tone.Bad, _ => Tone.Warning };

    /// <summary>Of a kind of operation: what takes something away stands out.</summary>
    public static Tone OfKind(string kind) => kind switch
    {
        "remove" or "remove-directory" => Tone.Bad,
        "replace" => Tone.Warning,
        "create" or "make-directory" => Tone.Good,
        _ => Tone.Plain,
    };

    /// <summary>Of a severity, or of a check's result.</summary>
    public static Tone OfSeverity(string severity) => severity switch { "ok" or "healthy" => Tone.Good, "error" or "errors" => Tone.Bad, "warning" or "warnings" => Tone.Warning, _ => Tone.Plain };

    /// <summary>Of the state of a copy or of a store.</summary>
    public static Tone OfCopy(string state) => state switch { "present" => Tone.Good, "failing" => Tone.Bad, _ => Tone.Warning };
}
