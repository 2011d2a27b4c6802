namespace Holdfast.Daemon.Configuration;

/// <summary>What a provider charges, as configured; what is null is not counted. A GB is a billion bytes.</summary>
public sealed record PricesConfig
{
    /// <summary>What amounts are in, such as <c>EUR</c>; null for not said.</summary>
    public string? Currency { get; init; }

    /// <summary>For 1,000 requests that write, copy or list.</summary>
    public decimal? Puts { get; init; }

    /// <summary>For 1,000 requests that read or look.</summary>
    public decimal? Gets { get; init; }

    /// <summary>For a GB that is kept for a month.</summary>
    public decimal? Month { get; init; }

    /// <summary>For a GB that is sent there.</summary>
    public decimal? In { get; init; }

    /// <summary>For a GB that is read from there.</summary>
    public decimal? Out { get; init; }
}
