using System.Text.Json;

namespace Holdfast.Contracts.Commands;

/// <summary>What decides about a path.</summary>
public sealed record DecisionRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Decision;

    /// <summary>The job whose decision it is; null when no job is concerned.</summary>
    public string? Job { get; init; }

    /// <summary>What decides: <c>filter</c>, <c>rule</c>, <c>guard</c>, <c>store</c>; what it decides by: <c>baseline</c>, <c>finding</c>.</summary>
    public required string By { get; init; }

    /// <summary>What is decided, in a sentence.</summary>
    public required string Decision { get; init; }

    /// <summary>Where that was said, such as <c>holdfast.yaml:7</c>; null when nowhere.</summary>
    public string? Origin { get; init; }
}

/// <summary>Where one copy of a path is, or was.</summary>
public sealed record CopyRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Copy;

    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>Its name there.</summary>
    public required string Path { get; init; }

    /// <summary><c>present</c>, <c>absent</c>, <c>trash</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>Bytes; null when not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>When its content was last changed; null when not known.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>SHA-256 of its content as last recorded, in lower-case hexadecimal; null when not known.</summary>
    public string? Hash { get; init; }

    /// <summary>What else is to be said, such as the run that put it there; or null.</summary>
    public string? Message { get; init; }
}

/// <summary>One line of the log.</summary>
public sealed record LogRow
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Whose line it is: a job, or a part of the daemon.</summary>
    public required string Area { get; init; }

    /// <summary>What happened.</summary>
    public required string Message { get; init; }

    /// <summary>The values that belong to it, by name; null when there are none.</summary>
    public JsonElement? Fields { get; init; }
}

/// <summary>A report that was written.</summary>
public sealed record ReportRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Report;

    /// <summary>The file; null when it was only told.</summary>
    public string? File { get; init; }

    /// <summary>The same as a page; null when it was only told.</summary>
    public string? Page { get; init; }

    /// <summary>Its text.</summary>
    public required string Text { get; init; }
}

/// <summary>What a person is to do to sign in to a store.</summary>
public sealed record SignInRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.SignIn;

    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>The page to open.</summary>
    public required string Address { get; init; }

    /// <summary>What to type there; null when nothing.</summary>
    public string? Code { get; init; }

    /// <summary>How the address begins at which the browser ends, and at which it is waited for; null when it is not.</summary>
    public string? Listens { get; init; }
}
