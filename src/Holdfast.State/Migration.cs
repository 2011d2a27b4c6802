using System.Globalization;

namespace Holdfast.State;

/// <summary>One numbered step from a schema to the next.</summary>
/// <param name="Version">The version it leads to.</param>
/// <param name="Name">What it does, in a word.</param>
/// <param name="Sql">How.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "Holdfast.State.Sql.migrations.";

    /// <summary>All migrations, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load().OrderBy(migration => migration.Version)];

    /// <summary>The schema a new database is made from.</summary>
    public static string Schema { get; } = Text("Holdfast.State.Sql.schema.sql");

    private static IEnumerable<Migration> Load()
    {
        foreach (var resource in typeof(Migration).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var name = resource[Prefix.Length..^".sql".Length];
            yield return new Migration(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name[5..], Text(resource));
        }
    }

    private static string Text(string resource)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} was not built into the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
