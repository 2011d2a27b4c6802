using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Integration.Docs;

/// <summary>
/// The commands of a document: all its blocks marked <c>sh</c>, in their order, as one script of bash. A line that ends in
/// <c># exit N</c> must end with N, every other with 0. Other marks (<c>console</c>, <c>text</c>) are not run.
/// </summary>
internal static partial class ShellBlocks
{
    /// <summary>The script; it fails with the line of the document that did not do what it says.</summary>
    public static string Script(string markdown)
    {
        var script = new StringBuilder("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\ntrap 'echo \"line $at: ended with $?\" >&2' ERR\nset -eE\n");
        var (inside, number, heredoc) = (false, 0, default(string));
        foreach (var line in markdown.Split('\n'))
        {
            number++;
            if (!inside)
            {
                inside = line == "```sh";
                continue;
            }
            if (line == "```")
            {
                inside = false;
                continue;
            }
            if (heredoc is null) script.Append(CultureInfo.InvariantCulture, $"at={number}\n").Append(Checked(line)).Append('\n');
            else script.Append(line).Append('\n');
            if (heredoc is not null) heredoc = line == heredoc ? null : heredoc;
            else if (Heredoc().Match(line) is { Success: true } begins) heredoc = begins.Groups[1].Value;
        }
        return script.ToString();
    }

    /// <summary>How many lines are run.</summary>
    public static int Count(string script) => script.Split('\n').Count(line => line.StartsWith("at=", StringComparison.Ordinal));

    private static string Checked(string line)
    {
        if (ExitCode().Match(line) is not { Success: true } expected) return line;
        var code = expected.Groups[2].Value;
        return $"ended=0; {expected.Groups[1].Value} || ended=$?; if [ $ended -ne {code} ]; then echo \"line $at: ended with $ended instead of {code}\" >&2; exit 1; fi";
    }

    [GeneratedRegex(@"^(.*\S)\s+# exit (\d+)$")]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"<<'?(\w+)'?")]
    private static partial Regex Heredoc();
}
