using Holdfast.Contracts.Status;

namespace Holdfast.Daemon.Jobs;

/// <summary>What only a running daemon knows of itself.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Since">Since when it runs.</param>
/// <param name="Jobs">How its scheduler sees the jobs; empty when only the process is known.</param>
public sealed record DaemonFacts(int Pid, DateTimeOffset Since, IReadOnlyList<JobStatus> Jobs)
{
    /// <summary>How its API is served; null when it shall not be, or is not yet.</summary>
    public ServedApi? Api { get; init; }
}

/// <summary>How the API is served.</summary>
/// <param name="Urls">The addresses; empty when it is not.</param>
/// <param name="Trouble">Why it is not served; null when it is.</param>
public sealed record ServedApi(IReadOnlyList<string> Urls, string? Trouble);
