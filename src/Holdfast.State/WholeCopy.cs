using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Copies of our own databases.</summary>
internal static class WholeCopy
{
    /// <summary>Copies the database as it is at one moment into a file for the owner alone, durable on return.</summary>
    public static void SnapshotInto(this Connection connection, string file)
    {
        StateDirectory.MakeFile(file);
        connection.Prepare("VACUUM INTO ?1").Bind(1, file).Run();
        Posix.Sync(file);
    }
}
