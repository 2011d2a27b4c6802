namespace Holdfast.Tests.House;

/// <summary>No folder of a project uses, by any way round, a folder that uses it.</summary>
public sealed class CircleTests
{
    /// <summary>What puts a project's folders together stands at its root and belongs to no folder.</summary>
    private static readonly HashSet<string> Composers = new(StringComparer.Ordinal) { "Holdfast.Cli.CommandTree" };

    /// <summary>Projects that still have a circle, with what makes it. Only ever made shorter.</summary>
    private static readonly Dictionary<string, string> Ratchet = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Projects => [.. Blueprint.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_use_each_other_in_one_direction(string project)
    {
        var uses = Blueprint.Assemblies[project].MainModule.Types.SelectMany(TypeUses.Of)
            .Where(use => use.UserNamespace != use.UsedNamespace && !Composers.Contains(use.User) && !Composers.Contains(use.Used) && IsOf(use.UserNamespace, project) && IsOf(use.UsedNamespace, project))
            .ToArray();
        var circle = FindCircle(uses.Select(use => (use.UserNamespace, use.UsedNamespace)));
        Assert.SkipWhen(circle.Count > 0 && Ratchet.ContainsKey(project), $"{project} still has a circle: {Ratchet.GetValueOrDefault(project)}");
        Assert.False(Ratchet.ContainsKey(project), $"{project} has no circle any more: take it out of the ratchet");
        Blueprint.Holds(
            $"Folders of {project} form a circle: {string.Join(" -> ", circle)}",
            circle.Zip(circle.Skip(1)).SelectMany(step => uses.Where(use => (use.UserNamespace, use.UsedNamespace) == step).Select(use => $"{use.User} uses {use.Used}").Distinct().Take(5)));
    }

    [Fact]
    public void A_circle_is_found_however_long_it_is()
    {
        Assert.Empty(FindCircle([("a", "b"), ("b", "c"), ("a", "c")]));
        Assert.Equal(["b", "c", "d", "b"], FindCircle([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]));
    }

    /// <summary>A circle in a graph, its first node again at the end; empty when there is none.</summary>
    private static IReadOnlyList<string> FindCircle(IEnumerable<(string From, string To)> edges)
    {
        var graph = edges.Distinct().ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            if (Walk(node, []) is { Count: > 0 } circle) return circle;
        }
        return [];

        IReadOnlyList<string> Walk(string node, List<string> trail)
        {
            var seen = trail.IndexOf(node);
            if (seen >= 0) return [.. trail[seen..], node];
            if (done.Contains(node)) return [];
            trail.Add(node);
            foreach (var next in graph[node].Order(StringComparer.Ordinal))
            {
                if (Walk(next, trail) is { Count: > 0 } circle) return circle;
            }
            trail.RemoveAt(trail.Count - 1);
            done.Add(node);
            return [];
        }
    }

    private static bool IsOf(string space, string project) => space == project || space.StartsWith(project + ".", StringComparison.Ordinal);
}
