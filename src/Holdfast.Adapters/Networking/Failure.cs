namespace Holdfast.Adapters.Networking;

/// <summary>What a failed call means for the next try.</summary>
internal enum FailureKind : byte
{
    /// <summary>Trying again would fail again.</summary>
    Permanent,

    /// <summary>Worth another try: a lost connection, a time-out, an error inside the server.</summary>
    Passing,

    /// <summary>The server asks for fewer calls.</summary>
    Throttled,
}

/// <summary>A failed call.</summary>
/// <param name="Kind">What it means for the next try.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; null when it did not say.</param>
internal readonly record struct Failure(FailureKind Kind, TimeSpan? RetryAfter = null)
{
    /// <summary>Trying again would fail again.</summary>
    public static Failure Permanent => new(FailureKind.Permanent);

    /// <summary>Worth another try.</summary>
    public static Failure Passing => new(FailureKind.Passing);
}
