using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>A finding as the state keeps it.</summary>
public sealed record KnownFinding
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Name of the job that saw it.</summary>
    public required string Job { get; init; }

    /// <summary>What was seen.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Since when it is known.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when it is over; null while it is not.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>What somebody said of it; null when nobody did.</summary>
    public FindingMark? Mark { get; init; }

    /// <summary>Whether somebody should still look: it is open, and nobody has acknowledged it or put it off until later.</summary>
    public bool IsActive(DateTimeOffset now) => Closed is null && (Mark is null || Mark.Until <= now);
}

/// <summary>What somebody said of an open finding. It goes when the finding is over or becomes more severe.</summary>
/// <param name="Until">Until when it is put off; null when it is acknowledged for as long as it is open.</param>
/// <param name="Note">Why; null when nothing was said.</param>
/// <param name="By">Who said it; null when not known.</param>
/// <param name="Made">When.</param>
public sealed record FindingMark(DateTimeOffset? Until, string? Note, string? By, DateTimeOffset Made);

/// <summary>Which findings are meant.</summary>
public sealed record FindingFilter
{
    /// <summary>All that are open.</summary>
    public static FindingFilter Open { get; } = new();

    /// <summary>Only those of a job; null for any.</summary>
    public string? Job { get; init; }

    /// <summary>Only those that matter at least so much.</summary>
    public Severity Least { get; init; }

    /// <summary>Whether those that are over are meant too.</summary>
    public bool WithClosed { get; init; }

    /// <summary>Only those with greater numbers.</summary>
    public long After { get; init; }

    /// <summary>Whether they come by number, for reading in pages; else the most severe first.</summary>
    public bool ByNumber { get; init; }
}
