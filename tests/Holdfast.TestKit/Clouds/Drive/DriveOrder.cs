using System.Net;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>The order of a list of files, as <c>orderBy</c> asks for it: keys with commas between them, each with <c>desc</c> or not.</summary>
internal static class DriveOrder
{
    /// <summary>Sorts; without an order, or where two are alike in it, what is older comes first.</summary>
    public static IEnumerable<DriveItem> Sort(IEnumerable<DriveItem> items, string? order)
    {
        if (string.IsNullOrEmpty(order)) return items;
        IOrderedEnumerable<DriveItem>? sorted = null;
        foreach (var word in order.Split(','))
        {
            var parts = word.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts is not ([_] or [_, "desc"])) throw DriveFault.Invalid("orderBy");
            var isDown = parts.Length == 2;
            sorted = parts[0] switch
            {
                "name" => Then(items, sorted, item => item.Name, StringComparer.OrdinalIgnoreCase, isDown),
                "folder" => Then(items, sorted, item => item.IsFolder ? 0 : 1, null, isDown),
                "createdTime" => Then(items, sorted, item => item.Created, null, isDown),
                "modifiedTime" => Then(items, sorted, item => item.Modified, null, isDown),
                "quotaBytesUsed" => Then(items, sorted, item => item.Content?.LongLength ?? 0, null, isDown),
                "modifiedByMeTime" or "name_natural" or "recency" or "sharedWithMeTime" or "starred" or "viewedByMeTime" =>
                    throw new DriveFault(HttpStatusCode.NotImplemented, "notImplemented", $"The emulator does not sort by {parts[0]}."),
                _ => throw DriveFault.Invalid("orderBy"),
            };
        }
        return sorted!;
    }

    private static IOrderedEnumerable<DriveItem> Then<T>(IEnumerable<DriveItem> items, IOrderedEnumerable<DriveItem>? sorted, Func<DriveItem, T> key, IComparer<T>? compare, bool isDown) => (sorted, isDown) switch
    {
        (null, false) => items.OrderBy(key, compare),
        (null, true) => items.OrderByDescending(key, compare),
        (_, false) => sorted.ThenBy(key, compare),
        (_, true) => sorted.ThenByDescending(key, compare),
    };
}
