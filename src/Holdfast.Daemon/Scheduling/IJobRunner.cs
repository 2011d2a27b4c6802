using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Scheduling;

/// <summary>A run that is to be made.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Scope">The whole tree, or the names a watcher reported.</param>
internal sealed record JobStart(string Job, RunTrigger Trigger, Scope Scope);

/// <summary>How a run ended.</summary>
/// <param name="Succeeded">Whether everything it should do is done.</param>
/// <param name="NeedsApproval">Whether a guard refused it and somebody has to look.</param>
/// <param name="Summary">One line for people.</param>
internal sealed record JobEnd(bool Succeeded, bool NeedsApproval, string Summary)
{
    /// <summary>Whether it keeps its pace although not all is well: some of its destinations are, and each of the others is left alone by itself.</summary>
    public bool KeepsPace { get; init; }

    /// <summary>Whether nothing can be done until a removable store is back. That is no failure, and not tried again by itself before.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether the end of its window cut it off.</summary>
    public bool WasClosed { get; init; }
}

/// <summary>Makes runs. What a run meets is its end; an exception means the run itself could not be made, and is logged.</summary>
internal interface IJobRunner
{
    /// <summary>Runs a job once. Never called twice at a time for one job, nor for two jobs that change one store.</summary>
    Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation);
}

/// <summary>Remembers over restarts which jobs are paused or stopped.</summary>
internal interface IJobSwitches
{
    /// <summary>What was remembered of a job.</summary>
    JobSwitch Load(string job);

    /// <summary>Remembers it; durable on return.</summary>
    void Save(string job, JobSwitch state);
}

/// <summary>Opens watchers of stores.</summary>
internal interface IWatchSource
{
    /// <summary>Begins to watch a store; null when stores of its kind cannot be watched.</summary>
    ValueTask<IStoreWatcher?> OpenAsync(string store, CancellationToken cancellation);
}
