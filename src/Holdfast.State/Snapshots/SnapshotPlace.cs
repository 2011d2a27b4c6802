namespace Holdfast.State.Snapshots;

/// <summary>Where a database is, and where its snapshot goes, by descriptors this process holds.</summary>
/// <param name="Directory">The directory that holds the database.</param>
/// <param name="Name">The database's name there.</param>
/// <param name="File">The database's own file, open for reading. It stays open for as long as the process lives: closing it drops SQLite's locks.</param>
/// <param name="Target">The directory of the snapshot.</param>
/// <param name="TargetName">The snapshot's name there; nothing stands under it yet.</param>
public sealed record SnapshotPlace(int Directory, ReadOnlyMemory<byte> Name, int File, int Target, string TargetName)
{
    /// <summary>Whether it is a copy of our own, in which a change that was cut off is undone or finished first.</summary>
    public bool IsOurs { get; init; }
}
