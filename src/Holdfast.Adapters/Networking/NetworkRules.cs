namespace Holdfast.Adapters.Networking;

/// <summary>How patient a store behind a network is.</summary>
internal sealed record NetworkRules
{
    /// <summary>The defaults.</summary>
    public static NetworkRules Default { get; } = new();

    /// <summary>Tries of one call, the first included, before a passing error is given to the caller.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>Longest wait before the second try; doubled before each further one. The real wait is chance between half of it and all of it.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No wait is longer, unless the server asks for it.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait a server may ask for; one that asks for more is out of order for now.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one call may wait for a server that throttles before it gives up.</summary>
    public TimeSpan ThrottlePatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Further tries all calls of a store have in hand at the start, and at most.</summary>
    public int Budget { get; init; } = 100;

    /// <summary>Part of a further try that each successful call earns: with 0.2 a sick server gets at most 1.2 times the calls a healthy one would.</summary>
    public double BudgetPerSuccess { get; init; } = 0.2;

    /// <summary>Failed tries in a row, over all calls, after which the store is taken for unreachable.</summary>
    public int BreaksAfter { get; init; } = 40;

    /// <summary>Nothing must have succeeded for this long either.</summary>
    public TimeSpan BreaksAfterSilence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a store taken for unreachable is left alone before one call may try again.</summary>
    public TimeSpan BrokenFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one try may take, and how long a body may stand still.</summary>
    public TimeSpan TryLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The slowest line that is still waited for: a body that is sent gets more time by this, in bytes a second.</summary>
    public long SlowestLine { get; init; } = 64 << 10;

    /// <summary>The same for a line that is slow because it was asked to be: what waits for its turn has not failed.</summary>
    /// <param name="bytesPerSecond">What all transfers together may use; null for no limit.</param>
    /// <param name="parallel">Transfers that share it.</param>
    public NetworkRules Under(long? bytesPerSecond, int parallel) =>
        bytesPerSecond is { } limit ? this with { SlowestLine = Math.Clamp(limit / parallel / 2, 1, SlowestLine) } : this;
}
