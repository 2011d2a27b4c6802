using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>A file system of the mind: every path exists as a directory of its own unless said otherwise.</summary>
internal sealed class FakePaths : IPathResolver
{
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _binds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PathStepKind Kind, int Uid, int Mode)> _looks = new(StringComparer.Ordinal);

    public FakePaths Link(string from, string to) { _links[from] = to; return this; }

    /// <summary>Makes one directory the very same as another.</summary>
    public FakePaths Bind(string at, string what) { _binds[at] = what; return this; }

    public FakePaths Absent(string path) { _absent.Add(path); return this; }

    public FakePaths Look(string path, PathStepKind kind = PathStepKind.Directory, int uid = 0, int mode = 0x1ed) { _looks[path] = (kind, uid, mode); return this; }

    public ResolvedPath Resolve(string path)
    {
        var steps = new List<PathStep> { Step("/") };
        var at = "";
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = $"{at}/{name}";
            if (_absent.Contains(next)) return new ResolvedPath(at + path[at.Length..], false, steps);
            if (_links.TryGetValue(next, out var to))
            {
                steps.Add(Step(next) with { Kind = PathStepKind.Link });
                next = to;
            }
            steps.Add(Step(next) with { Gid = Step(next).Uid == 1001 ? 999 : 0 });
            at = next;
        }
        return new ResolvedPath(at.Length == 0 ? "/" : at, true, steps);
    }

    private PathStep Step(string path)
    {
        var identity = _binds.GetValueOrDefault(path, path);
        var (kind, uid, mode) = _looks.GetValueOrDefault(path, (PathStepKind.Directory, 0, 0x1ed));
        return new PathStep(path, kind, 1, (ulong)(uint)identity.GetHashCode(StringComparison.Ordinal), uid, 0, mode);
    }
}
