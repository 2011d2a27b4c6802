namespace Holdfast.Contracts.Api;

/// <summary>A channel by which people are told.</summary>
public sealed record ChannelRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, such as <c>email</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Messages that are still to be told.</summary>
    public int Waiting { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Error { get; init; }
}

/// <summary>Which channel is to be told that it works.</summary>
public sealed record ChannelChoice
{
    /// <summary>Its name.</summary>
    public required string Channel { get; init; }
}

/// <summary>Whether a channel could be told.</summary>
public sealed record ChannelTest
{
    /// <summary>Its name.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether it took the message.</summary>
    public bool Told { get; init; }

    /// <summary>Why it did not; null when it did.</summary>
    public string? Message { get; init; }
}
