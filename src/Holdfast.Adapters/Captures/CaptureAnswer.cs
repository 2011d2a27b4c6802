namespace Holdfast.Adapters.Captures;

/// <summary>What the process that copies a database says, line by line: that it goes on, and in the end how it ended.</summary>
public static class CaptureAnswer
{
    /// <summary>It goes on.</summary>
    public const string Beat = ".";

    private const string Done = "done";

    /// <summary>The last line.</summary>
    /// <param name="failure">Why there is no copy; null when there is one.</param>
    public static string Last(CaptureException? failure) => failure is null ? Done : $"{failure.Fault} {failure.Message.ReplaceLineEndings(" ")}";

    /// <summary>Reads the last line.</summary>
    /// <param name="line">The line; null when there was none.</param>
    /// <param name="errors">What else it said, for when it said nothing of this.</param>
    /// <exception cref="CaptureException">There is no copy.</exception>
    public static void Check(string? line, string errors)
    {
        if (line == Done) return;
        var space = line?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        throw space > 0 && Enum.TryParse<CaptureFault>(line![..space], out var fault)
            ? new CaptureException(fault, line[(space + 1)..])
            : new CaptureException(CaptureFault.Failed, $"the process that copies it ended without an answer{(errors.Length > 0 ? $": {errors.ReplaceLineEndings(" ").Trim()}" : "")}");
    }
}
