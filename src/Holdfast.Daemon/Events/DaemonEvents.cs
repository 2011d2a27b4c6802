using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Events;

/// <summary>What is told of the daemon itself.</summary>
internal static class DaemonEvents
{
    /// <summary>It takes commands and runs jobs.</summary>
    public static EventRecord Started(HoldfastConfig config, DateTimeOffset now) => EventRecords.Of(
        EventNames.DaemonStarted, now, Severity.Info, $"the daemon keeps {config.Jobs.Count} jobs",
        new DaemonStartedData(ProgramVersion.Text, Environment.ProcessId, config.File, config.Jobs.Count), EventJson.Default.DaemonStartedData);

    /// <summary>It ended in order.</summary>
    public static EventRecord Stopped(DateTimeOffset since, DateTimeOffset now) => EventRecords.Of(
        EventNames.DaemonStopped, now, Severity.Info, "the daemon ended in order",
        new DaemonStoppedData(Environment.ProcessId, Math.Round((now - since).TotalSeconds, 3)), EventJson.Default.DaemonStoppedData);
}
