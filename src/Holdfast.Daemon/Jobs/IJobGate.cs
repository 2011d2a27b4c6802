namespace Holdfast.Daemon.Jobs;

/// <summary>Lets a command's run in when nothing else is changing the same stores.</summary>
internal interface IJobGate
{
    /// <summary>What the daemon knows of itself; null when there is none.</summary>
    DaemonFacts? Daemon { get; }

    /// <summary>Does something as a run of a job, in its turn.</summary>
    Task<T> RunAsync<T>(string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation);

    /// <summary>Does something that changes stores, in its turn.</summary>
    Task<T> ReserveAsync<T>(IReadOnlyList<string> stores, Func<CancellationToken, Task<T>> body, CancellationToken cancellation);
}

/// <summary>Without a daemon the state lock has already kept everybody else out.</summary>
internal sealed class OpenGate : IJobGate
{
    public DaemonFacts? Daemon => null;

    public Task<T> RunAsync<T>(string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation) => body(cancellation);

    public Task<T> ReserveAsync<T>(IReadOnlyList<string> stores, Func<CancellationToken, Task<T>> body, CancellationToken cancellation) => body(cancellation);
}
