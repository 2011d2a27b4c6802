namespace Holdfast.Daemon.Configuration;

/// <summary>Finds the word somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The nearest of some words, or null when none is near (more than a third of the letters differ, or all of them).</summary>
    public static string? Of(string text, IEnumerable<string> words)
    {
        if (text.Length is 0 or > 64) return null;
        var wanted = text.Replace('_', '-').ToLowerInvariant();
        var best = words.Select(word => (Word: word, Distance: Distance(wanted, word.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return best.Word is not null && best.Distance < Math.Min(wanted.Length, best.Word.Length) && best.Distance <= Math.Max(1, Math.Max(wanted.Length, best.Word.Length) / 3) ? best.Word : null;
    }

    // Edits of one letter, and swaps of two neighbours, that lead from one word to the other.
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) table[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[left.Length, right.Length];
    }
}
