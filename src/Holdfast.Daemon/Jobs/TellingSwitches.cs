using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Tells when somebody pauses, resumes, stops or starts a job.</summary>
internal sealed class TellingSwitches(IJobSwitches inner, EventLog events, TimeProvider time) : IJobSwitches
{
    /// <inheritdoc/>
    public JobSwitch Load(string job) => inner.Load(job);

    /// <inheritdoc/>
    public void Save(string job, JobSwitch state)
    {
        var before = inner.Load(job);
        inner.Save(job, state);
        if (before == state) return;
        events.Publish(EventRecords.Of(
            EventNames.JobStateChanged, time.GetUtcNow(), Severity.Info, $"{job} {(state == JobSwitch.On ? "runs of itself again" : $"was {Word(state)}")}",
            new JobStateChangedData(Word(before), Word(state)), EventJson.Default.JobStateChangedData) with { Job = job });
    }

    private static string Word(JobSwitch state) => state.ToString().ToLowerInvariant();
}
