namespace Holdfast.Daemon.Logging;

/// <summary>Where a daemon's log goes.</summary>
/// <param name="Log">Takes the lines.</param>
/// <param name="Ring">Keeps the last ones for clients.</param>
/// <param name="File">Keeps them in a file; null when none is configured.</param>
internal sealed record DaemonLog(ILog Log, RingSink Ring, FileSink? File);
