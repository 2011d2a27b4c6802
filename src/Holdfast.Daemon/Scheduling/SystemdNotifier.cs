using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Daemon.Scheduling;

/// <summary>
/// Tells the supervisor that started this process how it stands, by the protocol of sd_notify(3): a datagram to the socket
/// that <c>NOTIFY_SOCKET</c> names. Without a supervisor nothing is told.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _supervisor;

    private SystemdNotifier(UnixDomainSocketEndPoint? supervisor, TimeSpan? interval)
    {
        (_supervisor, WatchdogInterval) = (supervisor, interval);
        if (supervisor is not null) _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    /// <summary>Whether somebody is told.</summary>
    public bool HasSupervisor => _supervisor is not null;

    /// <summary>How often the supervisor should hear of us: half of the time after which it takes us for dead; null when it does not wait.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>What the environment says.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="processId">Number of this process.</param>
    public static SystemdNotifier From(IReadOnlyDictionary<string, string> environment, int processId)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.GetValueOrDefault("NOTIFY_SOCKET") is not { Length: > 1 } path || path[0] is not ('/' or '@')) return new SystemdNotifier(null, null);
        // '@' stands for the NUL with which names outside the file system begin.
        var supervisor = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        return new SystemdNotifier(supervisor, Interval(environment, processId));
    }

    /// <summary>Everything needed is there; the service is up.</summary>
    public bool Ready(string status) => Tell($"READY=1\nSTATUS={Line(status)}");

    /// <summary>It is going down, in order.</summary>
    public bool Stopping() => Tell("STOPPING=1");

    /// <summary>It is alive.</summary>
    public bool Alive() => Tell("WATCHDOG=1");

    /// <summary>What it is doing, in a line for people.</summary>
    public bool Status(string status) => Tell($"STATUS={Line(status)}");

    /// <summary>Tells that it is alive for as long as it is; returns at once when the supervisor does not wait for that.</summary>
    /// <param name="isAlive">Whether the parts that must move still do. When they do not, nothing is told, and the supervisor starts another process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepTellingAsync(Func<bool> isAlive, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(isAlive);
        if (WatchdogInterval is not { } interval) return;
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                if (isAlive()) Alive();
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The daemon is going down, which Stopping tells.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? Interval(IReadOnlyDictionary<string, string> environment, int processId)
    {
        // The variables are inherited by whatever we start; the process they are meant for is named.
        if (environment.GetValueOrDefault("WATCHDOG_PID") is { } meant && meant != processId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros is > 1 and < 86_400_000_000
            ? TimeSpan.FromMicroseconds(micros / 2d) : null;
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    // False when nobody was told: a supervisor that went away is no reason to stop keeping data right.
    private bool Tell(string message)
    {
        if (_socket is null) return false;
        try
        {
            return _socket.SendTo(Encoding.UTF8.GetBytes(message), _supervisor!) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
