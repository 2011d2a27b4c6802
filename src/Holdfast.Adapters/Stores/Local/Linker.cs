using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Gives a file one more name, by way of a temporary name like every other publication.</summary>
internal sealed class Linker(LocalTree tree, Publisher publisher)
{
    /// <summary>Links.</summary>
    public Written Link(Entry existing, TreePath path, Entry? replaces, string? trashRun)
    {
        tree.CheckName(existing.Path);
        if (!existing.IsFile) throw tree.Refused(existing.Path, "only regular files get further names");
        var temporary = tree.Own.NewTemporary(path);
        using var parent = tree.Root.OpenParent(existing.Path);
        SystemCallException.Check(tree.Calls.LinkAt(parent.Number, existing.Path.Name, tree.Own.Workspace.Number, temporary, 0), "linkat", existing.Path);
        try
        {
            var made = tree.Look(tree.Own.Workspace, temporary, path);
            if (made is null || !Identity.IsSame(existing, made)) throw tree.Changed(existing.Path, Identity.Difference(existing, made));
            var (entry, trash) = publisher.Publish(temporary, made, path, replaces, trashRun);
            return new Written(entry, null, trash);
        }
        catch
        {
            tree.Own.Abandon(temporary);
            throw;
        }
    }
}
