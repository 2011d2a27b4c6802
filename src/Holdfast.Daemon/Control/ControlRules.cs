namespace Holdfast.Daemon.Control;

/// <summary>Where the daemon listens for commands of its own machine.</summary>
/// <param name="Path">The socket's path.</param>
/// <param name="Mode">The socket's mode, which says who may use it.</param>
internal sealed record ControlRules(string Path, UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite);
