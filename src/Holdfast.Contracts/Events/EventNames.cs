namespace Holdfast.Contracts.Events;

/// <summary>The names of all events there are, each with the record its data has the fields of. A name never changes its meaning.</summary>
public static class EventNames
{
    /// <summary>A run is at work; told once it has taken ten seconds. Data: <see cref="RunStartedData"/>.</summary>
    public const string RunStarted = "RUN_STARTED";

    /// <summary>A run did all it should. One that had nothing to do is told only when the one before it failed, or when its start was told. Data: <see cref="SyncCompletedData"/>.</summary>
    public const string SyncCompleted = "SYNC_COMPLETED";

    /// <summary>A run failed, or could not do everything (then a warning). Data: <see cref="SyncFailedData"/>.</summary>
    public const string SyncFailed = "SYNC_FAILED";

    /// <summary>A run was cancelled. Data: <see cref="RunCancelledData"/>.</summary>
    public const string RunCancelled = "RUN_CANCELLED";

    /// <summary>A guard refused a plan, which waits for approval. Data: <see cref="GuardRefusedData"/>.</summary>
    public const string GuardRefused = "GUARD_REFUSED";

    /// <summary>Somebody let a plan go on. Data: <see cref="RunApprovedData"/>.</summary>
    public const string RunApproved = "RUN_APPROVED";

    /// <summary>What runs did was undone, or a name was brought back. Data: <see cref="RestoredData"/>.</summary>
    public const string Restored = "RESTORED";

    /// <summary>A job was paused, resumed, stopped or started. Data: <see cref="JobStateChangedData"/>.</summary>
    public const string JobStateChanged = "JOB_STATE_CHANGED";

    /// <summary>A job has not succeeded within the time it promises. Data: <see cref="JobLateData"/>.</summary>
    public const string JobLate = "JOB_LATE";

    /// <summary>A job that was late has succeeded. Data: <see cref="JobOnTimeData"/>.</summary>
    public const string JobOnTime = "JOB_ON_TIME";

    /// <summary>A job that hung or had died was started anew. Data: <see cref="JobRestartedData"/>.</summary>
    public const string JobRestarted = "JOB_RESTARTED";

    /// <summary>A store is not there or cannot be used. Data: <see cref="StoreUnavailableData"/>.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>A store is there again. Data: <see cref="StoreAvailableData"/>.</summary>
    public const string StoreAvailable = "STORE_AVAILABLE";

    /// <summary>The room in a store fell below a threshold, or rose above it. Data: <see cref="DiskThresholdData"/>.</summary>
    public const string DiskThreshold = "DISK_THRESHOLD";

    /// <summary>Somebody must sign in to a store anew. Data: <see cref="AuthData"/>.</summary>
    public const string AuthRequired = "AUTH_REQUIRED";

    /// <summary>Signing in to a store works again. Data: <see cref="AuthData"/>.</summary>
    public const string AuthRestored = "AUTH_RESTORED";

    /// <summary>A run or a check saw what somebody should look at; all it saw is one event. Data: <see cref="FindingsData"/>.</summary>
    public const string FindingOpened = "FINDING_OPENED";

    /// <summary>What a run or a check had seen is over. Data: <see cref="FindingsData"/>.</summary>
    public const string FindingClosed = "FINDING_CLOSED";

    /// <summary>Somebody acknowledged, snoozed or reopened a finding. Data: <see cref="FindingMarkedData"/>.</summary>
    public const string FindingMarked = "FINDING_MARKED";

    /// <summary>A hook failed; while it goes on failing for a job it is told once. Data: <see cref="HookData"/>.</summary>
    public const string HookFailed = "HOOK_FAILED";

    /// <summary>A hook that had failed succeeded. Data: <see cref="HookData"/>.</summary>
    public const string HookCompleted = "HOOK_COMPLETED";

    /// <summary>A channel could not be told; while it goes on failing it is told once, by the others. Data: <see cref="NotificationData"/>.</summary>
    public const string NotificationFailed = "NOTIFICATION_FAILED";

    /// <summary>A channel works again. Data: <see cref="NotificationData"/>.</summary>
    public const string NotificationRestored = "NOTIFICATION_RESTORED";

    /// <summary>The daemon takes commands and runs jobs. Data: <see cref="DaemonStartedData"/>.</summary>
    public const string DaemonStarted = "DAEMON_STARTED";

    /// <summary>The daemon ended in order. Data: <see cref="DaemonStoppedData"/>.</summary>
    public const string DaemonStopped = "DAEMON_STOPPED";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RunStarted, SyncCompleted, SyncFailed, RunCancelled, GuardRefused, RunApproved, Restored, JobStateChanged, JobLate, JobOnTime, JobRestarted,
        StoreUnavailable, StoreAvailable, DiskThreshold, AuthRequired, AuthRestored, FindingOpened, FindingClosed, FindingMarked,
        HookFailed, HookCompleted, NotificationFailed, NotificationRestored, DaemonStarted, DaemonStopped,
    ];
}
