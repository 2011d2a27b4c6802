using Holdfast.Contracts;
using Holdfast.Daemon.Control;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary><c>notify test CHANNEL</c>: tells a channel that it works, or why it does not.</summary>
internal static class NotifyCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var channels = call.Services.Config.Notifications.Channels;
        if (call.Request.Args is not ["test", var name]) throw new UsageException("notify: say 'notify test CHANNEL'");
        var channel = call.Services.Config.Notifications.Find(name)
            ?? throw new UsageException($"notify: there is no channel '{name}'{(channels.Count == 0 ? "" : $"; there are: {string.Join(", ", channels.Select(one => one.Name))}")}");
        if (call.Has("dry-run"))
        {
            await call.Sink.OutputAsync($"would tell channel {name} that it works", cancellation);
            return ExitCode.Done;
        }
        try { await call.Services.Alerts.TestAsync(channel, cancellation); }
        catch (NotifyException e)
        {
            await call.Sink.ErrorAsync($"holdfast: channel {name} cannot be told: {e.Message}", cancellation);
            return ExitCode.Failed;
        }
        await call.Sink.OutputAsync($"channel {name} was told", cancellation);
        return ExitCode.Done;
    }
}
