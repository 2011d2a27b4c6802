using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Tests.House;

/// <summary>Where SQL is written, and where the system is called.</summary>
public sealed partial class KernelTests
{
    /// <summary>Types outside Adapters/Files that may call the system, each with the reason.</summary>
    private static readonly Dictionary<string, string> MayCallTheSystem = new(StringComparer.Ordinal)
    {
        ["Holdfast.State.Posix"] = "the lock on the state, which other processes must see",
        ["Holdfast.State.Sqlite.Library"] = "the system's SQLite",
        ["Holdfast.State.Sqlite.Native"] = "the calls of SQLite that are made for every column of every row",
    };

    [Fact]
    public void Only_the_safety_kernel_calls_the_system() => Blueprint.Holds(
        "DllImport and LibraryImport belong to Adapters/Files and the service installer; another exception is named in this test, with its reason.",
        Blueprint.Assemblies.Values
            .SelectMany(assembly => assembly.MainModule.GetTypes())
            .Where(type => type.Methods.Any(method => method.IsPInvokeImpl))
            .Select(Outermost)
            .Where(type => !IsWithin(type.Namespace, "Holdfast.Adapters.Files") && !type.Name.StartsWith("ServiceInstaller", StringComparison.Ordinal) && !MayCallTheSystem.ContainsKey(type.FullName))
            .Select(type => $"{type.FullName} calls the system itself"));

    [Fact]
    public void Only_the_state_writes_sql() => Blueprint.Holds(
        "SQL is written in Holdfast.State and nowhere else.",
        Blueprint.Assemblies.Where(assembly => assembly.Key != "Holdfast.State")
            .SelectMany(assembly => assembly.Value.MainModule.GetTypes())
            .SelectMany(Texts)
            .Where(text => LooksLikeSql(text.Text))
            .Select(text => $"{text.Type} says: {text.Text}"));

    [Fact]
    public void Only_the_state_knows_sqlite_and_carries_sql_files() => Blueprint.Holds(
        "SQLite's packages and .sql resources belong to Holdfast.State.",
        Blueprint.Assemblies.Where(assembly => assembly.Key != "Holdfast.State").SelectMany(assembly =>
            assembly.Value.MainModule.AssemblyReferences.Select(reference => reference.Name).Where(name => name.Contains("SQLite", StringComparison.OrdinalIgnoreCase))
                .Concat(assembly.Value.MainModule.Resources.Select(resource => resource.Name).Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
                .Select(name => $"{assembly.Key} has {name}")));

    [Theory]
    [InlineData("SELECT path FROM baseline", true)]
    [InlineData("\n  INSERT OR REPLACE INTO runs", true)]
    [InlineData("PRAGMA journal_mode = WAL", true)]
    [InlineData("select a plan from the list", false)]
    [InlineData("the update is set aside", false)]
    public void Sql_is_told_from_prose(string text, bool sql) => Assert.Equal(sql, LooksLikeSql(text));

    private static bool LooksLikeSql(string text) => Sql().IsMatch(text);

    private static IEnumerable<(string Type, string Text)> Texts(TypeDefinition type) => type.Methods
        .Where(method => method.HasBody)
        .SelectMany(method => method.Body.Instructions)
        .Where(instruction => instruction.OpCode == OpCodes.Ldstr)
        .Select(instruction => (type.FullName, (string)instruction.Operand))
        .Concat(type.Fields.Where(field => field.Constant is string).Select(field => (type.FullName, (string)field.Constant)));

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static bool IsWithin(string space, string above) => space == above || space.StartsWith(above + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(SELECT\s[^;]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(TEMP\s+|UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|PRAGMA\s+\w|BEGIN\s+(IMMEDIATE|EXCLUSIVE))")]
    private static partial Regex Sql();
}
