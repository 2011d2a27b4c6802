namespace Holdfast.Engine.Model;

/// <summary>Which versions of a file a backup keeps. A version is kept when any of the rules wants it; with no rule at all everything is kept.</summary>
public sealed record KeepRules
{
    /// <summary>What holds when nobody says anything: everything that was replaced less than 30 days ago.</summary>
    public static KeepRules Default { get; } = new() { For = TimeSpan.FromDays(30) };

    /// <summary>The newest so many versions of each file that still stands, besides the one that stands; null for no such rule.</summary>
    public int? Last { get; init; }

    /// <summary>Every version that was replaced less long ago than this; null for no such rule.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Of each of the last so many days, this one not counted, what stood at its end; null for no such rule.</summary>
    public int? Daily { get; init; }

    /// <summary>The same of weeks, which end with Sunday.</summary>
    public int? Weekly { get; init; }

    /// <summary>The same of months.</summary>
    public int? Monthly { get; init; }

    /// <summary>The same of years.</summary>
    public int? Yearly { get; init; }

    /// <summary>How long a file that the source no longer has keeps its place; null for ever. Then it becomes a version, like one that was replaced.</summary>
    public TimeSpan? Deleted { get; init; }

    /// <summary>Whether any rule speaks about versions.</summary>
    public bool HasRules => Last is not null || For is not null || Daily is not null || Weekly is not null || Monthly is not null || Yearly is not null;
}

/// <summary>From when to when a version stood.</summary>
/// <param name="From">When it was put there, seconds since 1970-01-01 UTC; 0 when that is not known.</param>
/// <param name="Until">When it made way, in the same way.</param>
public readonly record struct VersionSpan(long From, long Until);
