namespace Holdfast.Contracts;

/// <summary>What the process tells its caller at the end. The numbers are a promise: scripts depend on them.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for is done.</summary>
    Done = 0,

    /// <summary>Something failed; what did not fail is done.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong; nothing was touched.</summary>
    Usage = 2,

    /// <summary>A guard refused the plan; nothing was touched, and the run waits for approval.</summary>
    Refused = 3,

    /// <summary>The plan no longer fits the world, or is not the plan that was made; nothing was touched.</summary>
    PlanOutdated = 4,

    /// <summary>Another Holdfast holds the lock of this state.</summary>
    Locked = 5,

    /// <summary>A store is absent or cannot be used.</summary>
    StoreUnavailable = 6,

    /// <summary>Cancelled, by Ctrl-C or a signal; what was done until then is recorded.</summary>
    Cancelled = 130,
}

/// <summary>What <c>holdfast doctor</c> tells its caller, so that a monitor can read it as it reads other checks.</summary>
public enum DoctorExitCode
{
    /// <summary>Nothing to be done.</summary>
    Healthy = 0,

    /// <summary>Somebody should look.</summary>
    Warnings = 1,

    /// <summary>A promise is not kept.</summary>
    Errors = 2,
}
