using System.Globalization;

namespace Holdfast.Adapters.Files;

/// <summary>How much of processor and disks this process takes when others want them too.</summary>
/// <param name="Nice">From 0 to 19; null to leave it.</param>
/// <param name="Io">As <c>ioprio_set</c> takes it; null to leave it. See <see cref="ReadIo"/>.</param>
public sealed record ProcessPriority(int? Nice, int? Io)
{
    private const int ClassShift = 13;
    private const int BestEffort = 2;
    private const int Idle = 3;
    private const int LowestLevel = 7;
    private const int NoSuchThread = 3;

    /// <summary>Reads <c>idle</c>, <c>best-effort</c> (the lowest of that class) or <c>best-effort N</c>, N from 0 to 7; null for anything else.</summary>
    public static int? ReadIo(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "idle") return Idle << ClassShift;
        if (text == "best-effort") return (BestEffort << ClassShift) | LowestLevel;
        return text.StartsWith("best-effort ", StringComparison.Ordinal) && int.TryParse(text["best-effort ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= LowestLevel ? (BestEffort << ClassShift) | level : null;
    }

    /// <summary>Sets it for all threads there are. Those that they begin, and programs that are begun, have it from them.</summary>
    /// <returns>What could not be set, and why; null when all could.</returns>
    public string? Apply() => Apply(new PriorityCalls());

    internal string? Apply(IPriorityCalls calls)
    {
        var done = new HashSet<int>();
        // A thread that is begun meanwhile by one that was not reached yet has the former priority: it is seen the next time round.
        for (var added = true; added;)
        {
            added = false;
            foreach (var thread in calls.Threads())
            {
                if (!done.Add(thread)) continue;
                added = true;
                if (Nice is { } nice && Problem(calls.SetNice(thread, nice), "nice") is { } refused) return refused;
                if (Io is { } io && Problem(calls.SetIo(thread, io), "io-priority") is { } other) return other;
            }
        }
        return null;
    }

    // A thread may have ended by itself.
    private static string? Problem(int result, string word) => result >= 0 || result == -NoSuchThread ? null : $"{word} could not be set: {Errno.Describe(-result)}";
}
