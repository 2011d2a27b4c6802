namespace Holdfast.Contracts.Commands;

/// <summary>What a plan that waits would take: estimated, by what is recorded and configured.</summary>
public sealed record EstimateRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Estimate;

    /// <summary>Id of the run whose plan it is.</summary>
    public required string Run { get; init; }

    /// <summary>Seconds it takes at least; null when no earlier run tells.</summary>
    public double? SecondsLeast { get; init; }

    /// <summary>Seconds it takes at most; null when no earlier run tells.</summary>
    public double? SecondsMost { get; init; }

    /// <summary>How many earlier runs tell so.</summary>
    public int EarlierRuns { get; init; }

    /// <summary>What is asked of each store: of the one that is read first, then of the one that is changed or checked.</summary>
    public required IReadOnlyList<StoreEstimate> Stores { get; init; }
}

/// <summary>What a plan asks of one store.</summary>
public sealed record StoreEstimate
{
    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>Its kind; null when it is no longer configured.</summary>
    public string? Kind { get; init; }

    /// <summary>Bytes of content sent to it.</summary>
    public long BytesUp { get; init; }

    /// <summary>Bytes of content read from it.</summary>
    public long BytesDown { get; init; }

    /// <summary>Requests to it; null for kinds whose requests are not counted.</summary>
    public RequestEstimate? Requests { get; init; }

    /// <summary>What requests and traffic of the run cost by the configured prices; null without.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What a month of what it adds costs; null without a price.</summary>
    public decimal? MonthlyCost { get; init; }

    /// <summary>What the amounts are in, such as <c>EUR</c>; null when nobody said.</summary>
    public string? Currency { get; init; }
}

/// <summary>Requests to a store, by what providers charge for them.</summary>
public sealed record RequestEstimate
{
    /// <summary>Those that write, copy or list (PUT, COPY, POST, LIST).</summary>
    public long Puts { get; init; }

    /// <summary>Those that read or look (GET, HEAD).</summary>
    public long Gets { get; init; }

    /// <summary>Those that delete, which cost nothing.</summary>
    public long Deletes { get; init; }

    /// <summary>Calls to a store that counts them and charges for none.</summary>
    public long Calls { get; init; }
}
