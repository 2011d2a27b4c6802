using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>A name in one of our own directories, free when it was chosen, that something of the tree is about to get.</summary>
internal sealed class Aside(Descriptor directory, byte[] name, TreePath? trashPath, bool owned) : IDisposable
{
    /// <summary>The directory.</summary>
    public Descriptor Directory { get; private set; } = directory;

    /// <summary>The name in it.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The place relative to the trash; null when it is not in the trash.</summary>
    public TreePath? TrashPath { get; private set; } = trashPath;

    /// <summary>The place relative to <c>.holdfast</c>, for people.</summary>
    public string Shown => TrashPath is { } place ? $"trash/{place}" : $"swap/{TreePath.Show(Name)}";

    /// <summary>Goes to another place of the trash.</summary>
    public void MoveTo(Descriptor shelf, TreePath place)
    {
        Dispose();
        (Directory, TrashPath) = (shelf, place);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned) Directory.Dispose();
    }
}
