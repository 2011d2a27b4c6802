using Holdfast.Adapters.Sealing;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>Entries as people know them, and as they stand in the store.</summary>
internal sealed class EntrySeal(PathSeal paths)
{
    /// <summary>An entry as it stands in the store.</summary>
    public Entry Close(Entry plain) => plain with
    {
        Path = paths.Close(plain.Path),
        Size = plain.IsFile ? SealFormat.SealedSize(plain.Size) : plain.Size,
        IsSizeUnknown = false,
        Allocated = -1,
        Target = plain.Kind == EntryKind.Symlink ? paths.CloseTarget(plain.Target) : plain.Target,
        Xattrs = null,
    };

    /// <summary>An entry as people know it. What cannot be of ours is told as something that is never touched.</summary>
    /// <param name="there">How it stands in the store.</param>
    /// <param name="path">Its name as people know it.</param>
    public Entry Open(Entry there, TreePath path)
    {
        var opened = there with { Path = path, Allocated = -1, Xattrs = null };
        if (there.IsFile) return !there.IsSizeUnknown && SealFormat.PlainSize(there.Size) is { } size ? opened with { Size = size } : Strange(opened);
        if (there.Kind == EntryKind.Symlink) return paths.OpenTarget(there.Target) is { } target ? opened with { Target = target } : Strange(opened);
        return opened;
    }

    /// <summary>An entry of a listing, under its name as people know it; null for what lies in a directory that is told as a whole.</summary>
    public Entry? Open(Entry there)
    {
        if (paths.Open(there.Path) is { } path) return Open(there, path);
        return paths.Open(there.Path.Parent) is { } above ? Strange(there with { Path = above.Child([.. there.Path.Name, .. " (not encrypted with this key)"u8]) }) : null;
    }

    private static Entry Strange(Entry entry) => entry with { Kind = EntryKind.Special, IsSizeUnknown = false, Target = default, Unlisted = null };
}
