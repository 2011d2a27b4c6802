using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Lists of Drives whose store the configuration does not name any more. They name every file of somebody's Drive and do nothing but spare
/// a listing: they go. What people granted when they signed in stays, because nobody but they could give it again.
/// </summary>
/// <param name="config">The configuration.</param>
internal sealed class ForgottenLists(HoldfastConfig config)
{
    // What a list is written as; what else somebody laid there is not ours.
    private static readonly string[] Ours = ["kept", "new"];

    /// <summary>Removes them. Nobody lists a Drive that is not configured, so that none is in use.</summary>
    /// <returns>Names of the stores whose list is gone.</returns>
    /// <exception cref="IOException">One cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be removed.</exception>
    public IReadOnlyList<string> Remove()
    {
        var lists = new DirectoryInfo(Path.Combine(config.StateDirectory, StoreOpener.ListsName));
        if (!lists.Exists || lists.LinkTarget is not null) return [];
        var gone = new List<string>();
        foreach (var list in lists.GetDirectories().Where(list => list.LinkTarget is null && config.FindStore(list.Name)?.Drive is null))
        {
            foreach (var name in Ours) File.Delete(Path.Combine(list.FullName, name));
            if (list.EnumerateFileSystemInfos().Any()) continue;
            list.Delete();
            gone.Add(list.Name);
        }
        return gone;
    }
}
