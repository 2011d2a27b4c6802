namespace Holdfast.Engine.Model;

/// <summary>Matches byte names against shell patterns, without regular expressions: linear memory, no recursion over input.</summary>
internal static class Glob
{
    /// <summary>Whether the whole name matches the whole pattern.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        int p = 0, n = 0;
        int starP = -1, starN = -1, deepP = -1, deepN = -1;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                if (p + 1 < pattern.Length && pattern[p + 1] == (byte)'*')
                {
                    while (p < pattern.Length && pattern[p] == (byte)'*') p++;
                    (deepP, deepN, starP) = (p, n, -1);
                }
                else
                {
                    p++;
                    (starP, starN) = (p, n);
                }
                continue;
            }
            if (n == name.Length && p == pattern.Length) return true;
            if (n < name.Length && p < pattern.Length && MatchOne(pattern, ref p, name[n])) { n++; continue; }
            // Go back to the innermost star that can still take one byte more.
            if (starP >= 0 && starN < name.Length && name[starN] != (byte)'/') { n = ++starN; p = starP; continue; }
            if (deepP >= 0 && deepN < name.Length) { n = ++deepN; p = deepP; starP = -1; continue; }
            return false;
        }
    }

    /// <summary>Index of the bracket that closes the set opened at <paramref name="open"/>, or -1.</summary>
    public static int EndOfSet(ReadOnlySpan<byte> pattern, int open)
    {
        var i = open + 1;
        if (i < pattern.Length && pattern[i] is (byte)'!' or (byte)'^') i++;
        if (i < pattern.Length && pattern[i] == (byte)']') i++;
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] == (byte)'\\') i++;
            else if (pattern[i] == (byte)']') return i;
        }
        return -1;
    }

    private static bool MatchOne(ReadOnlySpan<byte> pattern, ref int p, byte value)
    {
        switch (pattern[p])
        {
            case (byte)'?':
                if (value == (byte)'/') return false;
                p++;
                return true;
            case (byte)'[':
                var end = EndOfSet(pattern, p);
                if (value == (byte)'/' || !InSet(pattern[(p + 1)..end], value)) return false;
                p = end + 1;
                return true;
            case (byte)'\\' when p + 1 < pattern.Length:
                if (pattern[p + 1] != value) return false;
                p += 2;
                return true;
            default:
                if (pattern[p] != value) return false;
                p++;
                return true;
        }
    }

    private static bool InSet(ReadOnlySpan<byte> set, byte value)
    {
        var negated = !set.IsEmpty && set[0] is (byte)'!' or (byte)'^';
        if (negated) set = set[1..];
        var found = false;
        for (var i = 0; i < set.Length; i++)
        {
            var low = set[i] == (byte)'\\' && i + 1 < set.Length ? set[++i] : set[i];
            var high = low;
            if (i + 2 < set.Length && set[i + 1] == (byte)'-')
            {
                high = set[i + 2];
                i += 2;
            }
            found |= value >= low && value <= high;
        }
        return found != negated;
    }
}
