namespace Holdfast.Contracts.Api;

/// <summary>A piece of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record Listing<T>
{
    /// <summary>The things, in the list's order.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>What <c>after</c> takes to go on behind the last of them; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>Why a request was not carried out, as RFC 9457 has it.</summary>
public sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: the status says what kind of problem it is.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request, in a sentence; null when the title says all.</summary>
    public string? Detail { get; init; }
}
