using System.Text.RegularExpressions;

namespace Holdfast.Tests.House;

/// <summary>What the documents may say: of the product alone, and nothing that leads nowhere.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Where absolute paths in documents begin: places every Linux has, and the examples' own.</summary>
    private static readonly string[] Places =
    [
        "/etc/holdfast", "/usr/sbin", "/usr/bin", "/usr/lib", "/usr/share", "/etc/systemd", "/var/lib/holdfast", "/var/log", "/run/holdfast", "/proc", "/dev/null", "/usr/local/bin", "/bin/sh",
        "/srv", "/mnt", "/opt/lab", "/opt/ai-lab-data", "/tmp/h.log",
    ];

    /// <summary>What else begins with a slash: patterns of filters, and paths of the API.</summary>
    private static readonly string[] Patterns = ["/keep/", "/datasets/", "/scratch/", "/api/", "/metrics", "/healthz", "/readyz"];

    private static readonly string[] Hosts = ["dotnet.microsoft.com", "semver.org", "www.w3.org", "example.org", "hooks.example.org", "ntfy.example.org", "127.0.0.1", "nas.example.org"];

    public static TheoryData<string> Documents => [.. Files()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_names_no_path_of_one_machine(string document) => Blueprint.Holds(
        "Absolute paths in documents are places every Linux has, or examples; a new one is named in this test.",
        AbsolutePath().Matches(Blueprint.Read(document)).Select(match => match.Groups[1].Value).Where(path => !IsKnown(path)).Select(path => $"{document}: {path}"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_names_no_host_but_public_ones(string document) => Blueprint.Holds(
        "Documents link to nothing that a reader cannot reach.",
        Host().Matches(Blueprint.Read(document)).Select(match => match.Groups[1].Value).Where(host => !Hosts.Contains(host)).Select(host => $"{document}: {host}"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_speaks_of_the_product_alone(string document) => Blueprint.Holds(
        "Documents say nothing of how or by whom they were made, and nothing is promised by marks of things to come.",
        Foreign().Matches(Cookie().Replace(Blueprint.Read(document), "")).Select(match => $"{document}: {match.Value}"));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_in_a_document_lead_to_files_that_are_there(string document) => Blueprint.Holds(
        "A relative link names a file of the repository.",
        Link().Matches(Blueprint.Read(document)).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Blueprint.Root, Path.GetDirectoryName(document)!, target.Split('#')[0])))
            .Select(target => $"{document}: {target}"));

    [Fact]
    public void Each_decision_has_a_number_of_its_own_which_its_title_bears()
    {
        var pages = Files().Select(name => Decision().Match(name)).Where(match => match.Success).ToArray();
        Assert.NotEmpty(pages);
        Blueprint.Holds("Pages of docs/decisions are numbered without gaps, and begin with their number.", pages
            .Select((page, i) => (Name: page.Value, Number: int.Parse(page.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Expected: i + 1))
            .Where(page => page.Number != page.Expected || !Blueprint.Read(page.Name).StartsWith($"# {page.Number}. ", StringComparison.Ordinal))
            .Select(page => $"{page.Name}: number {page.Expected} was expected, in its name and its title"));
    }

    [Fact]
    public void The_rules_see_what_they_forbid()
    {
        Assert.Contains("README.md", Files());
        Assert.Contains("docs/pictures/seven-steps.svg", Files());
        Assert.Equal(["/home/me/x", "/tmp/x"], AbsolutePath().Matches("in /home/me/x, `/tmp/x` and a/b or </b>").Select(match => match.Groups[1].Value));
        Assert.False(IsKnown("/home/me/x"));
        Assert.False(IsKnown("/srvx"));
        Assert.True(IsKnown("/srv/lab"));
        Assert.Equal("example.org", Host().Match("see https://example.org:80/x").Groups[1].Value);
        Assert.Matches(Foreign(), "the helper's brief");
    }

    [GeneratedRegex(@"^docs/decisions/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex Decision();

    private static bool IsKnown(string path) => Places.Any(place => path == place || path.StartsWith(place + "/", StringComparison.Ordinal)) || Patterns.Any(pattern => path.StartsWith(pattern, StringComparison.Ordinal)) || path == "/tmp";

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Blueprint.Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Blueprint.Root, "docs"), "*", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Blueprint.Root, file).Replace('\\', '/'))
        .Where(file => file.EndsWith(".md", StringComparison.Ordinal) || file.EndsWith(".svg", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<=^|[\s`'""(=:>])(/[\w.-]+(?:/[\w.*-]*)*)(?!>)", RegexOptions.Multiline)]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"https?://([^/\s:)""]+)")]
    private static partial Regex Host();

    [GeneratedRegex(@"\b(helpers?|sessions?|worktrees?|prompts?|(my|the|your) brief|workplace|chatbot|TO" + @"DO|FIX" + @"ME|coming soon)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    // What browsers are known by is called so by the tools that people had before.
    [GeneratedRegex("`session`|session=|/session|\"session\"")]
    private static partial Regex Cookie();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
