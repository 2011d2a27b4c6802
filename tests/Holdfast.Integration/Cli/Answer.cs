using System.Text.Json;

namespace Holdfast.Integration.Cli;

/// <summary>How the program ended, and what it said.</summary>
internal sealed record Answer(int Code, string Output, string Error)
{
    /// <summary>The rows of an answer with <c>--json</c>, of one type or all.</summary>
    public IReadOnlyList<JsonElement> Rows(string? type = null) =>
    [
        .. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(row => type is null || (row.TryGetProperty("type", out var said) && said.GetString() == type)),
    ];

    /// <summary>The answer itself, if the program ended as it should have.</summary>
    public Answer Ended(int code)
    {
        Assert.True(Code == code, $"ended with {Code} instead of {code}\n{Output}\n{Error}");
        return this;
    }
}
