using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Which part of which Drive a store is.</summary>
/// <param name="Drive">Id of a shared drive; null for the account's own.</param>
/// <param name="RootNode">The folder that is the store's root.</param>
/// <param name="IsWhole">Whether that is the topmost folder.</param>
/// <param name="IsSharedWithMe">Whether it is no folder, but all that others have shared.</param>
internal sealed record DrivePlace(string? Drive, DriveNode RootNode, bool IsWhole, bool IsSharedWithMe)
{
    private const string Shared = "shared-with-me";
    private const string Hidden = "root";
    private const int Shown = 20;

    /// <summary>Whether the root may not be seen: what tells of no folder stands in it.</summary>
    public bool IsRootHidden => RootNode.Id == Hidden;

    /// <summary>Finds what the settings name.</summary>
    /// <exception cref="StoreException">It is not there, or not to be told apart from another.</exception>
    public static async Task<DrivePlace> FindAsync(string store, DriveService service, DriveStoreOptions options, CancellationToken cancellation)
    {
        var settings = options.Settings;
        var formats = new DriveFormats(settings.Exports);
        if (settings.IsSharedWithMe) return new DrivePlace(null, new DriveNode { Id = Shared, Base = "", Kind = DriveKind.Folder, Mode = 0x1ED }, false, true);
        var drive = settings.SharedDrive is { } wanted ? await DriveAsync(store, service, wanted, cancellation) : null;
        DriveFile top;
        try { top = await service.GetAsync(drive ?? "root", TreePath.Root, cancellation); }
        // Who may see what the app made and nothing else may not see the root either, and knows it by this word alone.
        catch (StoreException e) when (e.Fault == StoreFault.NotFound && drive is null) { top = new DriveFile { Id = Hidden, Name = "", Mime = DriveFile.FolderMime }; }
        if (settings.Root is not { } root || root.Trim('/').Length == 0) return new DrivePlace(drive, DriveNode.Of(top, formats), true, false);
        var at = root.StartsWith("id:", StringComparison.Ordinal) ? await service.GetAsync(root[3..], TreePath.Root, cancellation) : top;
        foreach (var name in root.StartsWith("id:", StringComparison.Ordinal) ? [] : root.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var found = (await service.NamedAsync(at.Id, name, drive, TreePath.Root, cancellation)).Where(file => file.IsFolder).ToArray();
            at = found.Length switch
            {
                1 => found[0],
                0 => throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, $"there is no folder '{name}' of the root '{root}'"),
                _ => throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, $"there are {found.Length} folders '{name}': name the one that is meant by root: id:{found[0].Id}"),
            };
        }
        if (!at.IsFolder || at.IsTrashed) throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, $"the root '{root}' is {(at.IsTrashed ? "in the trash of Drive" : "no folder")}");
        return new DrivePlace(drive, DriveNode.Of(at, formats), false, false);
    }

    private static async Task<string> DriveAsync(string store, DriveService service, string wanted, CancellationToken cancellation)
    {
        var drives = await service.DrivesAsync(cancellation);
        var found = drives.Where(drive => drive.Name == wanted).ToArray();
        // An id is nobody else's, whatever others are called.
        if (drives.Exists(drive => drive.Id == wanted)) return wanted;
        return found.Length == 1 ? found[0].Id : throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, found.Length == 0
            ? $"there is no shared drive '{wanted}' for this account; it sees: {(drives.Count == 0 ? "none" : string.Join(", ", drives.Take(Shown).Select(drive => drive.Name)))}{(drives.Count > Shown ? $" and {drives.Count - Shown} more" : "")}"
            : $"there are {found.Length} shared drives '{wanted}': name the one that is meant by its id, one of {string.Join(", ", found.Select(drive => drive.Id))}");
    }
}
