using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>What is called before and after runs.</summary>
internal interface IRunHooks
{
    /// <summary>Whether anything is called before runs of a job.</summary>
    bool HasBefore(JobConfig job);

    /// <summary>Calls what comes before a run.</summary>
    /// <exception cref="JobException">One that the run depends on failed.</exception>
    Task BeforeAsync(JobConfig job, RunRecord run, CancellationToken cancellation);

    /// <summary>Calls what comes after a run, also after one that was cancelled.</summary>
    /// <returns>What went wrong, for the run's own message; null when nothing did.</returns>
    Task<string?> AfterAsync(JobConfig job, RunRecord run);
}
