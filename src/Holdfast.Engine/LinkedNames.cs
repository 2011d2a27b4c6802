using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine;

/// <summary>Knows the other names of files that have more than one, by what was agreed on.</summary>
internal sealed class LinkedNames(IStateDb state, RunRequest request)
{
    /// <summary>
    /// The other names of what a run over a few names looks at: a file that was written is told under the one name by which that was
    /// done, and the others would keep what it held before until all is looked at.
    /// </summary>
    public async ValueTask<Scope> WidenAsync(Leg? leg, CancellationToken cancellation)
    {
        if (leg is not { Entries: > 0 } || !request.Pairs || request.Scope.Items is not { } items || request.Source is not { Facts.Fidelity.HardLinks: true } source) return request.Scope;
        var names = new List<ScopeItem>();
        foreach (var item in items.Where(item => !item.Deep && !item.Path.IsRoot))
        {
            if (await LookAsync(source, item.Path, cancellation) is not { IsFile: true, Links: > 1 } file) continue;
            names.AddRange((await state.Baselines.NamesAsync(leg, file.Inode, cancellation)).Select(name => new ScopeItem(name, false)));
        }
        return names.Count == 0 ? request.Scope : Scope.Of(items.Concat(Scope.Of(names).WithParents().Items!));
    }

    /// <summary>The name that another name of a file can be linked to; null when there is none that both stores still have as it was agreed on.</summary>
    /// <param name="leg">What the two stores agree on.</param>
    /// <param name="file">The file in the source, by the name that is to be linked.</param>
    /// <param name="asItIs">Whether it must have been agreed on since the file was last written.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<TreePath?> AgreedAsync(Leg leg, Entry file, bool asItIs, CancellationToken cancellation)
    {
        if (await state.Baselines.FindLinkAsync(leg, file, asItIs, cancellation) is not { } known) return null;
        if (await LookAsync(request.Source!, known.Path, cancellation) is not { } there || there.Inode != file.Inode) return null;
        return await LookAsync(request.Destination, known.Path, cancellation) is { IsFile: true } copy
            && copy.Inode == known.Destination.Inode && copy.Mtime == known.Destination.Mtime && copy.Size == known.Size ? known.Path : null;
    }

    // A name that cannot be looked at is no help here; whoever is to do something about it tells why it cannot.
    private static async ValueTask<Entry?> LookAsync(IStore store, TreePath path, CancellationToken cancellation)
    {
        try { return await store.StatAsync(path, cancellation); }
        catch (StoreException e) when (e.Fault != StoreFault.Unavailable) { return null; }
    }
}
