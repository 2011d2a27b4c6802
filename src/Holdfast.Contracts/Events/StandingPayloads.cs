namespace Holdfast.Contracts.Events;

/// <summary>A job that was switched.</summary>
/// <param name="From"><c>on</c>, <c>paused</c> or <c>stopped</c>.</param>
/// <param name="To">The same.</param>
public sealed record JobStateChangedData(string From, string To);

/// <summary>A job that did not succeed in time.</summary>
/// <param name="LastSuccess">When a run of it that succeeded last began; null for never.</param>
/// <param name="Due">Until when it should have succeeded.</param>
/// <param name="PromisedSeconds">How long it may go without success; null when its times are those of a calendar.</param>
/// <param name="Seconds">How long it is late.</param>
/// <param name="DaemonRunning">Whether a daemon runs that could run it.</param>
public sealed record JobLateData(DateTimeOffset? LastSuccess, DateTimeOffset Due, double? PromisedSeconds, double Seconds, bool DaemonRunning);

/// <summary>A job that is in time again.</summary>
/// <param name="LateSince">Since when it was told to be late.</param>
/// <param name="Seconds">How long that was.</param>
public sealed record JobOnTimeData(DateTimeOffset LateSince, double Seconds);

/// <summary>A job that was started anew.</summary>
/// <param name="Reason"><c>stuck</c> or <c>dead</c>.</param>
/// <param name="Seconds">How long it had not moved.</param>
/// <param name="Running">Jobs that are cared for now; null when it is no job but another part of the daemon.</param>
/// <param name="Total">Jobs there are; null when it is no job.</param>
public sealed record JobRestartedData(string Reason, double Seconds, int? Running, int? Total);

/// <summary>A store that cannot be used.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Location">Where it should be; null for a kind that is nowhere.</param>
/// <param name="Error">Why it cannot be used.</param>
/// <param name="Removable">Whether it may be away.</param>
public sealed record StoreUnavailableData(string Kind, string? Location, string Error, bool Removable);

/// <summary>A store that can be used again.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Location">Where it is; null for a kind that is nowhere.</param>
/// <param name="AwaySince">Since when it was told to be away.</param>
/// <param name="Seconds">How long that was.</param>
public sealed record StoreAvailableData(string Kind, string? Location, DateTimeOffset AwaySince, double Seconds);

/// <summary>A store's room.</summary>
/// <param name="Level">How it is now: <c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Was">How it was.</param>
/// <param name="FreeBytes">Bytes free.</param>
/// <param name="TotalBytes">Bytes in all.</param>
/// <param name="FreePercent">What is free of bytes or of files, whichever is less, in percent.</param>
public sealed record DiskThresholdData(string Level, string Was, long FreeBytes, long TotalBytes, double FreePercent);

/// <summary>Signing in to a store.</summary>
/// <param name="Kind">The store's kind.</param>
/// <param name="Reason">What it says.</param>
public sealed record AuthData(string Kind, string Reason);

/// <summary>The daemon.</summary>
/// <param name="Version">Version of Holdfast.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Jobs">Jobs there are.</param>
public sealed record DaemonStartedData(string Version, int Pid, string Config, int Jobs);

/// <summary>The daemon.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Seconds">How long it ran.</param>
public sealed record DaemonStoppedData(int Pid, double Seconds);

/// <summary>A hook that was called.</summary>
/// <param name="Hook">Its name.</param>
/// <param name="On"><c>before</c>, <c>after</c>, or the name of an event.</param>
/// <param name="Required">Whether a run depends on it.</param>
/// <param name="ExitCode">Exit code of its program; null for a request, and when there is none.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record HookData(string Hook, string On, bool Required, int? ExitCode, string Result, double Seconds);

/// <summary>A channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Error">Why it could not be told; null when it works.</param>
public sealed record NotificationData(string Channel, string Kind, string? Error);
