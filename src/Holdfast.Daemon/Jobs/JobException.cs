namespace Holdfast.Daemon.Jobs;

/// <summary>A job cannot be carried out as configured or as asked for. The message says what to do.</summary>
public sealed class JobException(string message) : Exception(message);
