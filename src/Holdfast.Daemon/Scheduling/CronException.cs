namespace Holdfast.Daemon.Scheduling;

/// <summary>A cron expression that cannot be read. The message says what was expected.</summary>
internal sealed class CronException(string expression, int column, string problem)
    : FormatException($"cron expression '{expression}', column {column}: {problem}")
{
    /// <summary>Where in the expression, counted from 1.</summary>
    public int Column { get; } = column;

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; } = problem;
}
