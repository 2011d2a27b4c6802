using Mono.Cecil;

namespace Holdfast.Tests.House;

/// <summary>What the rules of the house are held against: the sources, and the assemblies built from them.</summary>
internal static class Blueprint
{
    /// <summary>The projects below src/, by name, with the assembly each makes.</summary>
    public static readonly IReadOnlyDictionary<string, string> Projects = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Holdfast.Contracts"] = "Holdfast.Contracts",
        ["Holdfast.Engine"] = "Holdfast.Engine",
        ["Holdfast.State"] = "Holdfast.State",
        ["Holdfast.Adapters"] = "Holdfast.Adapters",
        ["Holdfast.Daemon"] = "Holdfast.Daemon",
        ["Holdfast.Cli"] = "holdfast",
    };

    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<IReadOnlyDictionary<string, AssemblyDefinition>> LazyAssemblies = new(ReadAssemblies);
    private static readonly Lazy<IReadOnlyList<TypeUse>> LazyUses = new(() => [.. Assemblies.Values.SelectMany(assembly => assembly.MainModule.Types).SelectMany(TypeUses.Of)]);

    /// <summary>The repository's root directory.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>The built assemblies, by project.</summary>
    public static IReadOnlyDictionary<string, AssemblyDefinition> Assemblies => LazyAssemblies.Value;

    /// <summary>Every use of a type by a type of ours.</summary>
    public static IReadOnlyList<TypeUse> Uses => LazyUses.Value;

    /// <summary>Uses of types of ours in another namespace than the user's.</summary>
    public static IEnumerable<TypeUse> HouseUses => Uses.Where(use => use.UsedNamespace.StartsWith("Holdfast.", StringComparison.Ordinal) && use.UsedNamespace != use.UserNamespace);

    /// <summary>Our C# files below a folder, as paths relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>The content of a file of the repository.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Fails with all violations, each on a line of its own, and with the rule.</summary>
    public static void Holds(string rule, IEnumerable<string> violations)
    {
        var found = violations.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Assert.True(found.Length == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException($"no Holdfast.slnx above {AppContext.BaseDirectory}");
    }

    private static Dictionary<string, AssemblyDefinition> ReadAssemblies() => Projects.ToDictionary(
        project => project.Key,
        project => AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{project.Value}.dll")),
        StringComparer.Ordinal);
}
