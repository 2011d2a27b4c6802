namespace Holdfast.Contracts.Control;

/// <summary>
/// How commands of the command line go to a daemon, over its control socket or the network: one request of the API,
/// <c>POST /api/v1/commands</c>, with a <see cref="ControlRequest"/>. The answer is any number of <see cref="ControlEvent"/> as lines of
/// JSON in UTF-8, the last of which has the kind <c>end</c>. The answer's <c>Location</c> is the command: to delete that asks it to end
/// as it does on Ctrl-C, and its end is still told. Whoever hangs up ends the command too.
/// </summary>
public static class ControlProtocol
{
    /// <summary>The version spoken here; another one is refused.</summary>
    public const int Version = 2;

    /// <summary>Longest line either end takes, in bytes without its end: 1 MiB.</summary>
    public const int MaxLine = 1 << 20;

    /// <summary>Exit code when the daemon itself failed at a command.</summary>
    public const int SoftwareExit = 70;

    /// <summary>Exit code when the daemon has too many commands under way, or is going away.</summary>
    public const int BusyExit = 75;

    /// <summary>Exit code of a command that its client ended.</summary>
    public const int CancelledExit = 130;
}
