namespace Holdfast.Engine.Model;

/// <summary>Findings that were opened or closed together: how many of what, and the first of them.</summary>
public sealed class FindingTally
{
    /// <summary>So many are named.</summary>
    public const int Named = 10;

    private readonly List<Finding> _first = [];
    private readonly SortedDictionary<string, long> _codes = new(StringComparer.Ordinal);
    private readonly long[] _severities = new long[3];

    /// <summary>The first of them, the most severe first.</summary>
    public IReadOnlyList<Finding> First => [.. _first.OrderByDescending(finding => finding.Severity)];

    /// <summary>How many of each code.</summary>
    public IReadOnlyDictionary<string, long> Codes => _codes;

    /// <summary>How many in all.</summary>
    public long Count => _severities.Sum();

    /// <summary>How many matter that much.</summary>
    public long CountOf(Severity severity) => _severities[(int)severity];

    /// <summary>Counts findings of one kind.</summary>
    /// <param name="finding">One of them.</param>
    /// <param name="count">How many there are.</param>
    public void Add(Finding finding, long count = 1)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (count <= 0) return;
        _severities[(int)finding.Severity] += count;
        _codes[finding.Code] = _codes.GetValueOrDefault(finding.Code) + count;
        if (_first.Count < Named) _first.Add(finding);
        else if (_first.FindIndex(known => known.Severity < finding.Severity) is >= 0 and var index) _first[index] = finding;
    }
}
