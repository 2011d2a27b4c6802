using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>How a local store is opened.</summary>
public sealed record LocalStoreOptions
{
    /// <summary>Whether anything may ever be written in it; a source is opened without.</summary>
    public bool Writable { get; init; }

    /// <summary>Whether other file systems mounted inside the tree are entered.</summary>
    public MountRule Mounts { get; init; }

    /// <summary>Directories listed ahead at a time, 0 to 16; 0 lists in the reader's own thread.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Where listings of very large directories are sorted, in files without a name.</summary>
    public string SpillDirectory { get; init; } = "/tmp";

    /// <summary>How what lies in it is encrypted, for its marker; null for not.</summary>
    public StoreSeal? Seal { get; init; }

    /// <summary>Copies databases that are in use; null when their files are read as they are. For stores that are only read.</summary>
    public IDatabaseCapture? Databases { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes identities that were never used before.</summary>
#pragma warning disable RS0030 // this is where chance comes from when nobody injects another
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;
#pragma warning restore RS0030

    /// <summary>So many entries of one directory are sorted in memory.</summary>
    internal int SpillFrom { get; init; } = 250_000;

    /// <summary>The calls into the kernel; tests put their own in.</summary>
    internal ISystemCalls Calls { get; init; } = LinuxSystemCalls.Instance;
}
