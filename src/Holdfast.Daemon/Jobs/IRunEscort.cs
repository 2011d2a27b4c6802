using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Goes with every run that may change something, from before its beginning until after its end.</summary>
public interface IRunEscort
{
    /// <summary>Makes the run by calling its body, once.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">The run as it begins.</param>
    /// <param name="body">Makes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The run as it ended.</returns>
    Task<RunRecord> GoAsync(JobConfig job, RunRecord run, Func<CancellationToken, Task<RunRecord>> body, CancellationToken cancellation);

    /// <summary>Whether something comes before runs of a job, that may be what makes their stores be there.</summary>
    bool MayPrepare(JobConfig job);

    /// <summary>What comes before a run, once it is known that there is one to be made.</summary>
    /// <exception cref="JobException">The run must not be made.</exception>
    Task BeforeAsync(JobConfig job, RunRecord run, CancellationToken cancellation);

    /// <summary>Somebody let a run go on that waited.</summary>
    void Approved(RunRecord run);
}
