namespace Holdfast.Engine.Model;

/// <summary>What a filter set says of a name, and which rule said it.</summary>
/// <param name="Included">Whether the name takes part.</param>
/// <param name="Rule">The rule that decided; null when no rule matched.</param>
public readonly record struct FilterDecision(bool Included, FilterRule? Rule);

/// <summary>
/// Ordered include and exclude rules with the meaning rsync gives them: the first rule that matches a name decides, a name
/// that none matches takes part, and nothing below an excluded directory is looked at.
/// </summary>
public sealed class FilterSet
{
    private readonly FilterRule[] _rules;

    /// <summary>Makes a set of rules in their order.</summary>
    public FilterSet(IEnumerable<FilterRule> rules) => _rules = [.. rules];

    /// <summary>No rules: everything takes part.</summary>
    public static FilterSet Empty { get; } = new([]);

    /// <summary>The rules in their order.</summary>
    public IReadOnlyList<FilterRule> Rules => _rules;

    /// <summary>
    /// Decides on one name, given that the directories above it take part; a walk asks from the top down and does not
    /// enter what is excluded.
    /// </summary>
    public FilterDecision Decide(TreePath path, bool isDirectory)
    {
        if (path.IsRoot) return new FilterDecision(true, null);
        foreach (var rule in _rules)
        {
            if (rule.Matches(path.Bytes, isDirectory)) return new FilterDecision(rule.IsInclude, rule);
        }
        return new FilterDecision(true, null);
    }

    /// <summary>Decides on a name and on every directory above it: the first exclusion from the top decides.</summary>
    public FilterDecision DecideFromRoot(TreePath path, bool isDirectory)
    {
        if (_rules.Length == 0) return new FilterDecision(true, null);
        var bytes = path.Memory;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes.Span[i] != (byte)'/') continue;
            var above = Decide(TreePath.Trusted(bytes[..i].ToArray()), true);
            if (!above.Included) return above;
        }
        return Decide(path, isDirectory);
    }
}
