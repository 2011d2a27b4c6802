using System.Globalization;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Rendering;

/// <summary>What a plan would take, in lines.</summary>
internal static class Estimates
{
    private const decimal Cent = 0.01m;

    /// <summary>The time in a line, then a line for each store that is worth one.</summary>
    public static IEnumerable<string> Lines(EstimateRow estimate) => estimate.Stores.Where(IsTold).Select(Line).Prepend(Time(estimate));

    private static string Time(EstimateRow estimate)
    {
        if (estimate is not { SecondsLeast: { } least, SecondsMost: { } most }) return "time: unknown, no earlier run of this job did the like";
        var told = Amounts.Of(estimate.EarlierRuns, "earlier run");
        if (most < 1) return $"time: less than a second, by {told}";
        var (from, to) = (Amounts.Time(TimeSpan.FromSeconds(least)), Amounts.Time(TimeSpan.FromSeconds(most)));
        return $"time: about {(from == to ? to : $"{from} to {to}")}, by {told}";
    }

    // A disk of this machine charges for nothing.
    private static bool IsTold(StoreEstimate store) => store.Kind is not (null or "local" or "memory");

    private static string Line(StoreEstimate store)
    {
        var parts = new List<string>();
        if (store.BytesUp > 0) parts.Add($"{Amounts.Bytes(store.BytesUp)} up");
        if (store.BytesDown > 0) parts.Add($"{Amounts.Bytes(store.BytesDown)} down");
        Count(store.Requests?.Puts, "PUT, COPY, POST or LIST");
        Count(store.Requests?.Gets, "GET or HEAD");
        Count(store.Requests?.Deletes, "DELETE");
        Count(store.Requests?.Calls, store.Requests?.Calls == 1 ? "call" : "calls");
        if (parts.Count == 0) parts.Add("no content");
        if (store.Cost is { } cost) parts.Add($"costs {Money(cost, store.Currency)}");
        if (store.MonthlyCost is { } monthly) parts.Add($"and {Money(monthly, store.Currency)} a month for what it adds");
        return $"{store.Store}: {string.Join(", ", parts)}";

        void Count(long? count, string what)
        {
            if (count > 0) parts.Add($"{Amounts.Count(count.Value)} {what}");
        }
    }

    private static string Money(decimal amount, string? currency)
    {
        var number = amount is > 0 and < Cent ? "less than 0.01" : amount.ToString("N2", CultureInfo.InvariantCulture);
        return currency is null ? number : $"{number} {currency}";
    }
}
