using System.Text.RegularExpressions;

namespace Holdfast.Tests.House;

/// <summary>What a source file looks like.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 400;
    private const int MostLinesOfAnOrchestrator = 150;

    /// <summary>Files that are longer than they should be, with the length they may have until somebody splits them. Only ever made shorter.</summary>
    private static readonly Dictionary<string, int> Ratchet = new(StringComparer.Ordinal);

    [Fact]
    public void Files_are_short() => Blueprint.Holds(
        $"A file has at most {MostLines} lines.",
        Blueprint.Sources("src", "tests", "bench")
            .Select(file => (File: file, Lines: Lines(file)))
            .Where(source => source.Lines > Ratchet.GetValueOrDefault(source.File, MostLines))
            .Select(source => $"{source.File} has {source.Lines}"));

    [Fact]
    public void Orchestrators_stay_small() => Blueprint.Holds(
        $"SyncEngine and the job runner have at most {MostLinesOfAnOrchestrator} lines: this is where programs of this kind rot first.",
        Blueprint.Sources("src")
            .Where(file => Path.GetFileName(file) is "SyncEngine.cs" or "JobRunner.cs")
            .Select(file => (File: file, Lines: Lines(file)))
            .Where(source => source.Lines > MostLinesOfAnOrchestrator)
            .Select(source => $"{source.File} has {source.Lines}"));

    [Fact]
    public void The_ratchet_only_turns_one_way() => Blueprint.Holds(
        "A file that has become shorter than its entry in the ratchet gets a smaller entry, or none.",
        Ratchet.Where(entry => !File.Exists(Path.Combine(Blueprint.Root, entry.Key)) || Lines(entry.Key) < entry.Value).Select(entry => $"{entry.Key}: {entry.Value}"));

    [Fact]
    public void Namespaces_equal_folders() => Blueprint.Holds(
        "A file's namespace is its folder.",
        Blueprint.Sources("src", "tests")
            .Select(file => (File: file, Expected: Path.GetDirectoryName(file)!.Split('/', 2)[1].Replace('/', '.'), Match: Namespace().Match(Blueprint.Read(file))))
            .Where(source => source.Match.Success && source.Match.Groups[1].Value != source.Expected)
            .Select(source => $"{source.File} says {source.Match.Groups[1].Value}"));

    [Fact]
    public void No_type_is_named_after_nothing() => Blueprint.Holds(
        "A type is named for what it is or does: no Helper, Utils, Manager, Common or Base.",
        Blueprint.Sources("src", "tests")
            .SelectMany(file => TypeName().Matches(Blueprint.Read(file)).Select(match => $"{file}: {match.Groups[1].Value}")));

    [Fact]
    public void Nothing_is_left_to_be_done() => Blueprint.Holds(
        "What is not done is an issue, not a remark.",
        Blueprint.Sources("src", "tests")
            .Where(file => Remark().IsMatch(Blueprint.Read(file))));

    private static int Lines(string file) => Blueprint.Read(file).Split('\n').Length - 1;

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*(?:[\w\[\]()<>,"" ]+ )?(?:class|record|struct|interface|enum) (\w*(?:Helpers?|Utils?|Utilities|Manager|Common|Base))\b", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"//.*\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex Remark();
}
