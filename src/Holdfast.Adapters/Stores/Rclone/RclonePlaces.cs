using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Where a store's names lie in the remote's folder.</summary>
internal static class RclonePlaces
{
    /// <summary>The store's own directory.</summary>
    public const string Own = ".holdfast";

    /// <summary>Temporaries.</summary>
    public const string Temporary = $"{Own}/tmp";

    /// <summary>The trash.</summary>
    public const string Trash = $"{Own}/trash";

    /// <summary>Those who want to write.</summary>
    public const string Locks = $"{Own}/locks";

    /// <summary>The file that gives the store its identity.</summary>
    public const string Marker = $"{Own}/marker";

    /// <summary>Keeps a directory where directories are only because something lies in them.</summary>
    public const string Placeholder = ".holdfast-directory";

    /// <summary>A name of the store's tree.</summary>
    public static string Of(TreePath path) => RcloneNames.Text(path);

    /// <summary>Something in the trash.</summary>
    public static string InTrash(TreePath place) => place.IsRoot ? Trash : Below(Trash, RcloneNames.Text(place));

    /// <summary>A name below a directory.</summary>
    public static string Below(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";
}
