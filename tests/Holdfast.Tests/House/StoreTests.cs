using Mono.Cecil;

namespace Holdfast.Tests.House;

/// <summary>One store, one folder; one list of them all.</summary>
public sealed class StoreTests
{
    private const string Stores = "Holdfast.Adapters.Stores.";
    private const string Seam = "Holdfast.Engine.Seams.IStore";

    [Fact]
    public void The_catalog_alone_names_concrete_stores() => Blueprint.Holds(
        "Outside a store's own folder only StoreCatalog may use what is in it: everything else asks for an IStore.",
        Blueprint.HouseUses
            .Where(use => use.UsedNamespace.StartsWith(Stores, StringComparison.Ordinal) && Folder(use.UsedNamespace) != Folder(use.UserNamespace) && use.User != "Holdfast.Adapters.StoreCatalog")
            .Select(use => $"{use.User} uses {use.Used}"));

    [Fact]
    public void Every_store_has_a_folder_of_its_own() => Blueprint.Holds(
        "A class that is an IStore lies in Holdfast.Adapters.Stores.KIND, and no other lies there; a view of another store, which is made from one, is no kind.",
        Concrete().Where(store => Folder(store.Namespace) is null).Select(store => $"{store.FullName} lies in no store's folder")
            .Concat(Concrete().GroupBy(store => Folder(store.Namespace)).Where(group => group.Key is not null && group.Count() > 1)
                .Select(group => $"{Stores}{group.Key} holds {string.Join(", ", group.Select(store => store.Name))}")));

    [Fact]
    public void The_rules_see_the_stores_there_are() => Assert.Contains(Concrete(), store => store.Name == "MemoryStore");

    private static IEnumerable<TypeDefinition> Concrete() => Blueprint.Assemblies.Values
        .SelectMany(assembly => assembly.MainModule.Types)
        .Where(type => type.IsClass && !type.IsAbstract && type.Interfaces.Any(implemented => implemented.InterfaceType.FullName == Seam) && !IsView(type));

    private static bool IsView(TypeDefinition type) => type.Methods.Any(method => method.IsConstructor && method.Parameters.Any(parameter => parameter.ParameterType.FullName == Seam));

    private static string? Folder(string space) => space.StartsWith(Stores, StringComparison.Ordinal) ? space[Stores.Length..].Split('.')[0] : null;
}
