using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>A database that is in use, somewhere on this machine.</summary>
/// <param name="Root">The root of the store it lies in; links in this path are followed.</param>
/// <param name="Mounts">Whether other file systems below the root are entered.</param>
/// <param name="Path">Its name below the root.</param>
/// <param name="Inode">The number of the file that was seen there.</param>
/// <param name="Size">Bytes it may have at most.</param>
public sealed record DatabasePlace(string Root, MountRule Mounts, TreePath Path, ulong Inode, long Size);

/// <summary>Makes whole copies of databases that others are at work on. Nothing is ever written where they lie.</summary>
public interface IDatabaseCapture
{
    /// <summary>Copies a database as it is at one moment.</summary>
    /// <exception cref="CaptureException">It cannot be done, or not now.</exception>
    ValueTask<CapturedDatabase> CaptureAsync(DatabasePlace place, CancellationToken cancellation);
}

/// <summary>Why a database was not copied, as far as it changes what is done next.</summary>
public enum CaptureFault : byte
{
    /// <summary>Anything else.</summary>
    Failed,

    /// <summary>Others do not leave it alone for long enough: worth another try.</summary>
    Busy,

    /// <summary>It is no database, whatever its first bytes say; or an encrypted one.</summary>
    NotADatabase,

    /// <summary>It is damaged.</summary>
    Damaged,

    /// <summary>We may not, or must not.</summary>
    Refused,

    /// <summary>There is no room for a copy.</summary>
    Full,

    /// <summary>It is not the file any more that was seen there.</summary>
    Changed,
}

/// <summary>A database could not be copied.</summary>
public sealed class CaptureException(CaptureFault fault, string message) : IOException(message)
{
    /// <summary>What it means for the caller.</summary>
    public CaptureFault Fault { get; } = fault;
}
