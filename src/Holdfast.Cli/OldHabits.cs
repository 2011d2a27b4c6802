namespace Holdfast.Cli;

/// <summary>Understands the flags of the script that Holdfast takes over from, so that crontabs and fingers need not change.</summary>
internal static class OldHabits
{
    private static readonly Dictionary<string, string[]> Flags = new(StringComparer.Ordinal)
    {
        ["--once"] = ["run"],
        ["--status"] = ["status"],
        ["--create-config"] = ["init"],
        ["--install-service"] = ["service", "install"],
    };

    /// <summary>The command line in today's words. A flag is an old one only where no command stands before it.</summary>
    public static IReadOnlyList<string> Translate(IReadOnlyList<string> arguments)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            var word = arguments[at];
            if (Flags.TryGetValue(word, out var today)) return [.. arguments.Take(at), .. today, .. arguments.Skip(at + 1)];
            if (!word.StartsWith('-')) break;
            if (word is "--config" or "--state") at++;
        }
        return arguments;
    }
}
