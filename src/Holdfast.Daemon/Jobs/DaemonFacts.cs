using Holdfast.Contracts.Status;

namespace Holdfast.Daemon.Jobs;

/// <summary>What only a running daemon knows of itself.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Since">Since when it runs.</param>
/// <param name="Jobs">How its scheduler sees the jobs; empty when only the process is known.</param>
public sealed record DaemonFacts(int Pid, DateTimeOffset Since, IReadOnlyList<JobStatus> Jobs);
