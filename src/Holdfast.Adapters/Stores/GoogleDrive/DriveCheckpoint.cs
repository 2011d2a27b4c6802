namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>A tree and the place in the feed of changes that belongs to it: whoever has both follows on from there, and need not list.</summary>
/// <param name="Tree">The tree; nothing before the cursor is missing in it.</param>
/// <param name="Cursor">Where the feed goes on.</param>
/// <param name="Listed">When everything was last listed.</param>
/// <param name="Overlapped">When what was modified lately was last looked at whatever the feed said.</param>
internal sealed record DriveCheckpoint(DriveTree Tree, string Cursor, DateTimeOffset Listed, DateTimeOffset Overlapped);
