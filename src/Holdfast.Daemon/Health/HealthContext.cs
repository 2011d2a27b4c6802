using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.Health;

/// <summary>Reads small files of the machine (of <c>/proc</c>, of systemd), never of a tree; null when there is no such file.</summary>
public delegate string? MachineFile(string path);

/// <summary>Everything checks look at.</summary>
public sealed record HealthContext
{
    /// <summary>The configuration.</summary>
    public required HoldfastConfig Config { get; init; }

    /// <summary>What is recorded.</summary>
    public required IStateDb State { get; init; }

    /// <summary>Opens stores.</summary>
    public required StoreOpening Open { get; init; }

    /// <summary>Which removable stores are away; null where nobody knows more than a look now tells.</summary>
    public Absences? Absences { get; init; }

    /// <summary>Turns jobs into what a run would carry out.</summary>
    public required JobRequests Requests { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Looks at configured paths.</summary>
    public required IPathResolver Paths { get; init; }

    /// <summary>Reads the machine's own files.</summary>
    public required MachineFile ReadMachine { get; init; }

    /// <summary>The SQLite in use.</summary>
    public required SqliteVersion Sqlite { get; init; }

    /// <summary>Looks the whole state over; one line for each thing that is wrong. Null where it is not to be had.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<string>>>? Integrity { get; init; }

    /// <summary>Bytes of the state's files; null when not known.</summary>
    public long? StateBytes { get; init; }

    /// <summary>What a running daemon knows of itself; null when none runs.</summary>
    public DaemonFacts? Daemon { get; init; }

    /// <summary>Process that holds the state; null when none does, or nobody told.</summary>
    public int? StateHolder { get; init; }

    /// <summary>Whether this process is the superuser or the service.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Whether trees may be walked: takes as long as a run's scan.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Stores opened for this look.</summary>
    internal OpenStores Stores { get => field ?? throw new InvalidOperationException("no stores were given"); init; }
}
