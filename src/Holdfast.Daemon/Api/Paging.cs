using System.Globalization;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Commands;

namespace Holdfast.Daemon.Api;

/// <summary>How lists are cut into pieces, and words of a query are read.</summary>
internal static class Paging
{
    private const int Usual = 100;
    private const int Most = 1000;

    /// <summary>How many of a list are given.</summary>
    /// <exception cref="ApiException">It is no number from 1 to 1000.</exception>
    public static int Limit(int? limit) => limit is null ? Usual : limit is >= 1 and <= Most ? limit.Value : throw ApiException.Wrong($"limit is a number from 1 to {Most}");

    /// <summary>The number a cursor stands for; null for none.</summary>
    /// <exception cref="ApiException">It is no cursor.</exception>
    public static long? Number(string? after) =>
        string.IsNullOrEmpty(after) ? null : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw ApiException.Wrong("after is what an earlier answer gave as next");

    /// <summary>The cursor of a number.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A piece of a list of which one more than fits was read.</summary>
    public static Listing<TRow> Cut<T, TRow>(IReadOnlyList<T> read, int limit, Func<T, TRow> row, Func<T, string> cursor) => new()
    {
        Items = [.. read.Take(limit).Select(row)],
        Next = read.Count > limit ? cursor(read[limit - 1]) : null,
    };

    /// <summary>The value of an enumeration that a word of a query stands for; null when nothing was said.</summary>
    /// <exception cref="ApiException">There is no such word.</exception>
    public static T? Word<T>(string name, string? word) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(word)) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Rows.Word(value) == word) return value;
        }
        throw ApiException.Wrong($"{name} is one of {string.Join(", ", Enum.GetValues<T>().Select(Rows.Word))}");
    }
}
