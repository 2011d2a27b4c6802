using Holdfast.Adapters.Files;
using Holdfast.Contracts;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Explaining;

/// <summary>A name in a configured store.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Path">The name in it.</param>
public readonly record struct StorePath(string Store, TreePath Path);

/// <summary>Finds out which name of which store people mean: <c>STORE:PATH</c>, an absolute path inside a local store, or a path inside a job's store.</summary>
/// <param name="config">The configuration.</param>
/// <param name="paths">Follows the configured paths of stores; paths inside them are never followed.</param>
public sealed class StorePaths(HoldfastConfig config, IPathResolver paths)
{
    /// <summary>The name that is meant.</summary>
    /// <param name="text">What was written, as <see cref="ByteText"/> where it is not UTF-8.</param>
    /// <param name="directory">Where relative paths begin, absolute; null where nobody said.</param>
    /// <param name="job">The job in whose source a relative path lies; null for none.</param>
    /// <exception cref="JobException">It lies in no store; the message says what would.</exception>
    public StorePath Find(string text, string? directory, string? job)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('/')) return FindAbsolute(System.IO.Path.GetFullPath(text));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && config.FindStore(text[..colon]) is { } named) return new StorePath(named.Name, Parse(text[(colon + 1)..].TrimStart('/')));
        if (job is null && directory is not null) return FindAbsolute(System.IO.Path.GetFullPath(text, directory));
        if (job is null) throw new JobException($"'{Shown(text)}' is no absolute path and names no store; write it absolutely, as STORE:PATH, or name a job");
        var found = config.FindJob(job) ?? throw new JobException($"there is no job '{job}' in {config.File}");
        return new StorePath(found.From ?? found.Store ?? found.To[0], Parse(text));
    }

    /// <summary>A name below the root of a store.</summary>
    /// <exception cref="JobException">There is no such store, or it can have no such name.</exception>
    public StorePath Find(string text, string store)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = config.FindStore(store) ?? throw new JobException($"there is no store '{store}' in {config.File}");
        return new StorePath(found.Name, Parse(text.TrimStart('/')));
    }

    private StorePath FindAbsolute(string absolute)
    {
        StorePath? best = null;
        var depth = -1;
        foreach (var store in config.Stores.Where(store => store.Path is not null))
        {
            foreach (var root in new[] { store.Path!, paths.Resolve(store.Path!).Path }.Select(path => path.TrimEnd('/')))
            {
                if (root.Length <= depth || (absolute != root && !absolute.StartsWith(root + "/", StringComparison.Ordinal))) continue;
                (best, depth) = (new StorePath(store.Name, Parse(absolute[root.Length..].TrimStart('/'))), root.Length);
            }
        }
        return best ?? throw new JobException($"{Shown(absolute)} lies in no store; there are: {string.Join(", ", config.Stores.Select(store => store.Path is null ? store.Name : $"{store.Name} ({store.Path})"))}");
    }

    private static TreePath Parse(string text)
    {
        var name = text.TrimEnd('/');
        if (name is "" or ".") return TreePath.Root;
        try { return TreePath.FromBytes(ByteText.Bytes(name)); }
        catch (ArgumentException e) { throw new JobException(e.Message); }
    }

    private static string Shown(string text) => TreePath.Show(ByteText.Bytes(text));
}
