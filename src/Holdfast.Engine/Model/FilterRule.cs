using System.Text;

namespace Holdfast.Engine.Model;

/// <summary>
/// One filter rule, <c>+ PATTERN</c> or <c>- PATTERN</c>, with rsync's meaning: a leading slash ties the pattern to the
/// tree's root; otherwise a pattern without a slash is held against the last component and one with a slash against the
/// end of the path; a trailing slash matches directories only; <c>*</c> and <c>?</c> stop at slashes, <c>**</c> does not;
/// <c>[a-z]</c> and <c>[!a-z]</c> are sets of bytes; a backslash takes the next character as it is; a trailing
/// <c>/***</c> matches a directory and everything in it.
/// </summary>
public sealed class FilterRule
{
    private readonly byte[] _pattern;
    private readonly bool _anchored;
    private readonly bool _directoryOnly;
    private readonly bool _wholePath;
    private readonly bool _withContents;

    private FilterRule(string text, string origin, bool include, byte[] pattern, bool anchored, bool directoryOnly, bool withContents)
    {
        (Text, Origin, IsInclude, _pattern) = (text, origin, include, pattern);
        (_anchored, _directoryOnly, _withContents) = (anchored, directoryOnly, withContents);
        _wholePath = anchored || pattern.AsSpan().Contains((byte)'/') || pattern.AsSpan().IndexOf("**"u8) >= 0;
    }

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>Where it was written: file and line, or flag.</summary>
    public string Origin { get; }

    /// <summary>Whether names it matches take part.</summary>
    public bool IsInclude { get; }

    /// <summary>Reads a rule: <c>+ PATTERN</c>, <c>- PATTERN</c>, or a bare pattern, which excludes.</summary>
    /// <exception cref="FormatException">The rule cannot be read; the message says why.</exception>
    public static FilterRule Parse(string text, string origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        var body = text;
        var include = text.StartsWith("+ ", StringComparison.Ordinal);
        if (include || text.StartsWith("- ", StringComparison.Ordinal)) body = text[2..];
        var pattern = Encoding.UTF8.GetBytes(body).AsSpan();
        var withContents = pattern.EndsWith("/***"u8);
        if (withContents) pattern = pattern[..^4];
        var directoryOnly = !withContents && pattern.Length > 1 && pattern[^1] == (byte)'/';
        if (directoryOnly) pattern = pattern[..^1];
        var anchored = pattern.Length > 0 && pattern[0] == (byte)'/';
        if (anchored) pattern = pattern[1..];
        if (pattern.IsEmpty) throw new FormatException($"filter '{text}' has no pattern; expected '+ PATTERN' or '- PATTERN'");
        CheckSets(text, pattern);
        return new FilterRule(text, origin, include, pattern.ToArray(), anchored, directoryOnly, withContents);
    }

    /// <summary>Whether the rule matches a name.</summary>
    public bool Matches(ReadOnlySpan<byte> path, bool isDirectory)
    {
        if (_withContents) return MatchesContents(path, isDirectory);
        if (_directoryOnly && !isDirectory) return false;
        return MatchesName(path);
    }

    /// <inheritdoc/>
    public override string ToString() => $"'{Text}' ({Origin})";

    private bool MatchesContents(ReadOnlySpan<byte> path, bool isDirectory)
    {
        if (isDirectory && MatchesName(path)) return true;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == (byte)'/' && MatchesName(path[..i])) return true;
        }
        return false;
    }

    private bool MatchesName(ReadOnlySpan<byte> path)
    {
        if (!_wholePath) return Glob.Matches(_pattern, path[(path.LastIndexOf((byte)'/') + 1)..]);
        if (Glob.Matches(_pattern, path)) return true;
        if (_anchored) return false;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == (byte)'/' && Glob.Matches(_pattern, path[(i + 1)..])) return true;
        }
        return false;
    }

    private static void CheckSets(string text, ReadOnlySpan<byte> pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == (byte)'\\') { i++; continue; }
            if (pattern[i] != (byte)'[') continue;
            var end = Glob.EndOfSet(pattern, i);
            if (end < 0) throw new FormatException($"filter '{text}': '[' at character {i + 1} is not closed; write '\\[' for the character itself");
            i = end;
        }
    }
}
