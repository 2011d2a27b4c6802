namespace Holdfast.State.Sqlite;

/// <summary>The state cannot be used: SQLite is missing, the database is newer than this program, damaged, or cannot be written.</summary>
public sealed class StateException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, and what can be done.</param>
    /// <param name="inner">The exception behind it.</param>
    public StateException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>SQLite's own (extended) code; 0 when the trouble is not SQLite's.</summary>
    public int Code { get; init; }
}
