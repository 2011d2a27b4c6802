namespace Holdfast.Tests.House;

/// <summary>No folder of a project uses, by any way round, a folder that uses it.</summary>
public sealed class CircleTests
{
    public static TheoryData<string> Projects => [.. Blueprint.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_use_each_other_in_one_direction(string project)
    {
        var uses = Blueprint.Assemblies[project].MainModule.Types.SelectMany(TypeUses.Of)
            .Where(use => use.UserNamespace != use.UsedNamespace && IsOf(use.UserNamespace, project) && IsOf(use.UsedNamespace, project))
            .ToArray();
        var circle = FindCircle(uses.Select(use => (use.UserNamespace, use.UsedNamespace)));
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
