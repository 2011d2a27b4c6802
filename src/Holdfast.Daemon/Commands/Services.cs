using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary>What commands work with: made once for a process, by the daemon or by a command that runs without one.</summary>
internal sealed record Services
{
    public required HoldfastConfig Config { get; init; }

    public required IStateDb State { get; init; }

    public required StoreOpener Stores { get; init; }

    public required JobRequests Requests { get; init; }

    public required JobRunner Runner { get; init; }

    public required IJobGate Gate { get; init; }

    public required IAccounts Accounts { get; init; }

    public required ILog Log { get; init; }

    public required TimeProvider Time { get; init; }
}
