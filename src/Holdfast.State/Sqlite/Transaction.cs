namespace Holdfast.State.Sqlite;

/// <summary>A transaction: committed, or as if it had never been.</summary>
internal readonly ref struct Transaction(Connection connection)
{
    /// <summary>Makes it durable.</summary>
    public void Commit() => connection.Prepare("COMMIT").Run();

    /// <summary>Rolls back what was not committed. SQLite itself has rolled back after the gravest errors.</summary>
    public void Dispose()
    {
        if (connection.IsInTransaction) connection.Prepare("ROLLBACK").Run();
    }
}
