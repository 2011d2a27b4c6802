using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.Estimating;

/// <summary>What a load costs.</summary>
/// <param name="Once">For the run itself; null when nobody said a price that it would be counted by.</param>
/// <param name="Monthly">For a month of what it adds; null likewise.</param>
internal sealed record Costs(decimal? Once, decimal? Monthly)
{
    private const decimal Gigabyte = 1_000_000_000m;
    private const int Digits = 6;

    /// <summary>By the prices of a store.</summary>
    public static Costs Of(StoreLoad load, PricesConfig prices)
    {
        decimal? once = null;
        Add(prices.Puts, load.Requests?.Puts / 1000m);
        Add(prices.Gets, load.Requests?.Gets / 1000m);
        Add(prices.In, load.Up / Gigabyte);
        Add(prices.Out, load.Down / Gigabyte);
        return new Costs(Rounded(once), Rounded(prices.Month * (load.Added / Gigabyte)));

        void Add(decimal? price, decimal? amount)
        {
            if (price * amount is { } cost) once = (once ?? 0) + cost;
        }
    }

    private static decimal? Rounded(decimal? amount) => amount is { } value ? Math.Round(value, Digits) : null;
}
