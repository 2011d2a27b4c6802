using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Lets a command's run in when nothing else is changing the same stores.</summary>
internal interface IJobGate
{
    /// <summary>What the daemon knows of itself; null when there is none.</summary>
    DaemonFacts? Daemon { get; }

    /// <summary>Does something as a run of a job, in its turn.</summary>
    Task<T> RunAsync<T>(string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation);

    /// <summary>Makes plans of a job in its turn. However that ends, the job stands as it did before.</summary>
    Task<IReadOnlyList<RunRecord>> LookAsync(string job, Func<CancellationToken, Task<IReadOnlyList<RunRecord>>> body, CancellationToken cancellation);

    /// <summary>Does something that changes stores, in its turn.</summary>
    Task<T> ReserveAsync<T>(IReadOnlyList<string> stores, Func<CancellationToken, Task<T>> body, CancellationToken cancellation);
}

/// <summary>Without a daemon the state lock has already kept everybody else out; what remains is to log how runs ended.</summary>
internal sealed class OpenGate(ILog log) : IJobGate
{
    public DaemonFacts? Daemon => null;

    public async Task<T> RunAsync<T>(string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation)
    {
        var result = await body(cancellation);
        IReadOnlyList<RunRecord> runs = result switch { IReadOnlyList<RunRecord> several => several, RunRecord one => [one], _ => [] };
        foreach (var run in runs) RunLog.Tell(log, run);
        return result;
    }

    public Task<IReadOnlyList<RunRecord>> LookAsync(string job, Func<CancellationToken, Task<IReadOnlyList<RunRecord>>> body, CancellationToken cancellation) => RunAsync(job, body, cancellation);

    public Task<T> ReserveAsync<T>(IReadOnlyList<string> stores, Func<CancellationToken, Task<T>> body, CancellationToken cancellation) => body(cancellation);
}
