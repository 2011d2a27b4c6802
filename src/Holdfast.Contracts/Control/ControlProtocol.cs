namespace Holdfast.Contracts.Control;

/// <summary>
/// What both ends of the control socket keep to: JSON lines in UTF-8. The client sends one <see cref="ControlRequest"/>; the
/// daemon answers with any number of <see cref="ControlEvent"/> lines, the last of which has the kind <c>end</c>, and closes.
/// While it waits the client may send a second request, <c>cancel</c>: the command ends as it does on Ctrl-C, and its end is still told.
/// </summary>
public static class ControlProtocol
{
    /// <summary>The version spoken here; another one is refused.</summary>
    public const int Version = 1;

    /// <summary>Longest line either end takes, in bytes without its end: 1 MiB.</summary>
    public const int MaxLine = 1 << 20;

    /// <summary>The command by which a client asks its own request to end.</summary>
    public const string Cancel = "cancel";

    /// <summary>Exit code when a request could not be understood.</summary>
    public const int UsageExit = 64;

    /// <summary>Exit code when the daemon itself failed at a command.</summary>
    public const int SoftwareExit = 70;

    /// <summary>Exit code when the daemon has too many clients, or is going away.</summary>
    public const int BusyExit = 75;

    /// <summary>Exit code of a command that its client ended.</summary>
    public const int CancelledExit = 130;
}
