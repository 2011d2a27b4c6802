using Holdfast.Adapters.Notifications;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Watchdog;

/// <summary>
/// The dead man's switch: calls an address of an outside monitor for as long as all is well. When something is not, or nobody is left who
/// could call, the monitor no longer hears of us, and it is its turn to tell.
/// </summary>
/// <param name="config">Where and how often.</param>
/// <param name="isWell">Whether all is well.</param>
/// <param name="secrets">Reads the address.</param>
/// <param name="web">Calls it.</param>
/// <param name="log">Told when it cannot be called.</param>
/// <param name="time">The clock.</param>
internal sealed class Pinger(WatchdogConfig config, Func<CancellationToken, Task<bool>> isWell, SecretReader secrets, WebCaller web, ILog log, TimeProvider time)
{
    private bool _isTold;

    /// <summary>Calls until cancelled; returns at once when no address is configured.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (config.Ping is null) return;
        while (true)
        {
            await PingAsync(cancellation);
            await Task.Delay(config.Every, time, cancellation);
        }
    }

    /// <summary>Calls once, if all is well.</summary>
    /// <returns>Whether the monitor heard of us.</returns>
    public async Task<bool> PingAsync(CancellationToken cancellation)
    {
        if (!await isWell(cancellation)) return false;
        try
        {
            var text = await secrets.ReadAsync(config.Ping!, cancellation);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) throw new SecretException($"{config.Ping}: is no web address");
            await web.PostAsync(new WebCall(url, null, "text/plain", new Dictionary<string, string>(), null), cancellation);
        }
        catch (Exception e) when (e is SecretException or NotifyException)
        {
            if (!_isTold) log.Warn("watchdog", "the outside monitor cannot be called", ("error", e.Message));
            _isTold = true;
            return false;
        }
        _isTold = false;
        return true;
    }
}
