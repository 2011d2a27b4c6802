using System.Xml.Linq;

namespace Holdfast.Tests.House;

/// <summary>Which project may know which.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Holdfast.Contracts"] = [],
        ["Holdfast.Engine"] = [],
        ["Holdfast.State"] = ["Holdfast.Engine"],
        ["Holdfast.Adapters"] = ["Holdfast.Engine"],
        ["Holdfast.Daemon"] = ["Holdfast.Adapters", "Holdfast.Contracts", "Holdfast.Engine", "Holdfast.State"],
        ["Holdfast.Cli"] = ["Holdfast.Contracts", "Holdfast.Daemon"],
    };

    private static readonly string[] Beyond = ["Holdfast.Daemon", "Holdfast.Adapters", "Holdfast.State", "Holdfast.Engine"];

    [Fact]
    public void Projects_declare_only_the_references_they_may_have() => Blueprint.Holds(
        "Engine and Contracts stand alone; State and Adapters know the Engine; the Daemon composes; the Cli knows Contracts and, for hosting, the Daemon.",
        Blueprint.Projects.Keys.SelectMany(project => Declared(project).Except(MayReference[project]).Select(other => $"{project} references {other}")));

    [Fact]
    public void Assemblies_use_only_what_their_project_may_reference() => Blueprint.Holds(
        "A reference that comes in through another project does not count as allowed (the Cli has a rule of its own below).",
        Blueprint.Assemblies.SelectMany(assembly => assembly.Value.MainModule.AssemblyReferences
            .Select(reference => reference.Name)
            .Where(name => name.StartsWith("Holdfast.", StringComparison.Ordinal) && assembly.Key != "Holdfast.Cli" && !MayReference[assembly.Key].Contains(name))
            .Select(name => $"{assembly.Key} uses {name}")));

    [Fact]
    public void Every_project_below_src_is_known_to_these_rules() => Blueprint.Holds(
        "A new project is named in the house tests with what it may reference.",
        Directory.EnumerateFiles(Path.Combine(Blueprint.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(project => !Blueprint.Projects.ContainsKey(project)));

    [Fact]
    public void Only_hosting_knows_more_than_contracts_in_the_command_line() => Blueprint.Holds(
        "Commands speak to the daemon by Contracts; Hosting.cs alone puts the daemon, and what it stands on, into the process.",
        Blueprint.Assemblies["Holdfast.Cli"].MainModule.Types
            .SelectMany(TypeUses.Of)
            .Where(use => use.User != "Holdfast.Cli.Hosting" && Beyond.Any(space => use.UsedNamespace.StartsWith(space, StringComparison.Ordinal)))
            .Select(use => $"{use.User} uses {use.Used}"));

    private static IEnumerable<string> Declared(string project) => XDocument
        .Load(Path.Combine(Blueprint.Root, "src", project, $"{project}.csproj"))
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
