using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>
/// Refuses places that lie in each other where that would make a job feed on itself or two jobs fight: by path free of
/// links, and by identity of directories, so that links and bind mounts are seen through.
/// </summary>
internal sealed class OverlapValidator(HoldfastConfig config, IPathResolver paths, List<ConfigError> errors, List<ConfigError> warnings)
{
    private readonly Dictionary<string, ResolvedPath> _resolved = new(StringComparer.Ordinal);

    /// <summary>Tells every overlap that is refused, and those that should be looked at.</summary>
    public void Check()
    {
        foreach (var job in config.Jobs.Where(job => job.Kind is not JobKind.Permissions)) Pairs(job);
        Writers();
        Mutual();
        foreach (var store in config.Stores.Where(store => store.Path is not null)) Ours(store);
    }

    private void Pairs(JobConfig job)
    {
        var stores = job.To.Select(name => (Field: "to", Store: config.FindStore(name))).Prepend((Field: "from", Store: config.FindStore(job.From ?? ""))).Where(pair => pair.Store is not null).ToArray();
        for (var i = 0; i < stores.Length; i++)
        {
            for (var j = i + 1; j < stores.Length; j++)
            {
                if (Relation(stores[i].Store!, stores[j].Store!) is not { } relation) continue;
                if (stores[i].Store == stores[j].Store && stores[i].Field == "to") continue; // told as a name that stands twice
                var field = $"jobs.{job.Name}.to";
                errors.Add(new ConfigError(config.OriginOf(field) ?? job.Place, field, relation, "stores that do not overlap", "choose directories that do not lie in each other", stores[i].Store!.Place));
            }
        }
    }

    private void Writers()
    {
        var writers = config.Jobs.Where(job => job.WritesDestinations)
            .SelectMany(job => job.To.Distinct().Select(name => (Job: job, Store: config.FindStore(name)))).Where(writer => writer.Store is not null).ToArray();
        for (var i = 0; i < writers.Length; i++)
        {
            for (var j = i + 1; j < writers.Length; j++)
            {
                if (writers[i].Job == writers[j].Job || Relation(writers[i].Store!, writers[j].Store!) is not { } relation) continue;
                var field = $"jobs.{writers[j].Job.Name}.to";
                errors.Add(new ConfigError(config.OriginOf(field) ?? writers[j].Job.Place, field, $"a second writer: {relation}, which job '{writers[i].Job.Name}' writes too", "one mirror or copy job for each destination", "give one of the two a destination of its own", config.OriginOf($"jobs.{writers[i].Job.Name}.to")));
            }
        }
    }

    // Two jobs that carry to and fro would take turns at undoing each other.
    private void Mutual()
    {
        var legs = config.Jobs.Where(job => job.WritesDestinations && config.FindStore(job.From ?? "") is not null)
            .SelectMany(job => job.To.Distinct().Select(name => (Job: job, From: config.FindStore(job.From!)!, To: config.FindStore(name)))).Where(leg => leg.To is not null && Relation(leg.From, leg.To) is null).ToArray();
        for (var i = 0; i < legs.Length; i++)
        {
            if (!Reaches(legs[i].To!, legs[i].From, legs, [])) continue;
            if (legs.Take(i).Any(earlier => Reaches(earlier.To!, earlier.From, legs, []) && Reaches(legs[i].To!, earlier.From, legs, []))) continue; // the same circle
            var field = $"jobs.{legs[i].Job.Name}.to";
            var back = legs.First(leg => Relation(leg.To!, legs[i].From) is not null);
            errors.Add(new ConfigError(config.OriginOf(field) ?? legs[i].Job.Place, field, $"a circle: what goes from '{legs[i].From.Name}' to '{legs[i].To!.Name}' comes back by job '{back.Job.Name}'", "data that goes one way", "remove one of the jobs", config.OriginOf($"jobs.{back.Job.Name}.to")));
        }
    }

    private bool Reaches(StoreConfig from, StoreConfig goal, (JobConfig Job, StoreConfig From, StoreConfig? To)[] legs, HashSet<string> seen)
    {
        if (Relation(from, goal) is not null) return true;
        return seen.Add(from.Name) && legs.Any(leg => Relation(from, leg.From) is not null && Reaches(leg.To!, goal, legs, seen));
    }

    private void Ours(StoreConfig store)
    {
        var field = $"stores.{store.Name}.path";
        var place = config.OriginOf(field) ?? store.Place;
        if (Overlap(Resolve(config.StateDirectory), Resolve(store.Path!)))
            errors.Add(new ConfigError(place, field, $"{store.Path}, which overlaps the state directory {config.StateDirectory}", "a store apart from the state directory", "move the store, or choose another state directory with --state"));
        foreach (var (key, path) in new[] { ("log-file", config.LogFile), ("reports.directory", config.Reports.Directory), ("temp-dir", config.TempDirectory) })
        {
            if (string.IsNullOrEmpty(path) || !Inside(Resolve(path), Resolve(store.Path!))) continue;
            warnings.Add(new ConfigError(config.OriginOf(key) ?? place, key, $"{path}, which lies inside the store '{store.Name}'", "a place outside the stores", "every line written there would be a change to carry", place));
        }
    }

    // How two stores overlap, in words; null when they do not.
    private string? Relation(StoreConfig left, StoreConfig right)
    {
        if (left == right || left.Name == right.Name) return $"'{left.Name}' on both sides";
        if (left.S3 is { } one && right.S3 is { } other && one.Overlaps(other)) return $"'{right.Name}' ({other.Location}), which overlaps '{left.Name}' ({one.Location})";
        if (left.Sftp is { } here && right.Sftp is { } there && here.Overlaps(there)) return $"'{right.Name}' ({there.Location}), which overlaps '{left.Name}' ({here.Location})";
        if (left.Drive is { } mine && right.Drive is { } yours && mine.Overlaps(yours)) return $"'{right.Name}' ({yours.Location}), which overlaps '{left.Name}' ({mine.Location})";
        if (left.Rclone is { } box && right.Rclone is { } crate && box.Overlaps(crate)) return $"'{right.Name}' ({crate.Location}), which overlaps '{left.Name}' ({box.Location})";
        if (left.Path is null || right.Path is null) return null;
        var (first, second) = (Resolve(left.Path), Resolve(right.Path));
        if (Same(first, second)) return $"'{right.Name}', which is the same directory as '{left.Name}'";
        if (Inside(second, first)) return $"'{right.Name}' ({right.Path}), which lies inside '{left.Name}' ({left.Path})";
        return Inside(first, second) ? $"'{right.Name}' ({right.Path}), which holds '{left.Name}' ({left.Path})" : null;
    }

    private ResolvedPath Resolve(string path)
    {
        if (!_resolved.TryGetValue(path, out var resolved)) _resolved[path] = resolved = paths.Resolve(path);
        return resolved;
    }

    private static bool Overlap(ResolvedPath left, ResolvedPath right) => Same(left, right) || Inside(left, right) || Inside(right, left);

    private static bool Same(ResolvedPath left, ResolvedPath right) =>
        left.Path == right.Path || (left.End is { } one && right.End is { } other && one.Device == other.Device && one.Inode == other.Inode);

    private static bool Inside(ResolvedPath inner, ResolvedPath outer) =>
        inner.Path.StartsWith(outer.Path == "/" ? "/" : outer.Path + "/", StringComparison.Ordinal)
        || (outer.End is { } end && inner.Steps.Any(step => step.Kind == PathStepKind.Directory && step.Device == end.Device && step.Inode == end.Inode
            && step.Path != inner.Path && (inner.Path == step.Path || inner.Path.StartsWith(step.Path == "/" ? "/" : step.Path + "/", StringComparison.Ordinal))));
}
