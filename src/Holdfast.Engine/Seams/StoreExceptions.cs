using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Why a store could not do something, as far as it changes what the caller does next.</summary>
public enum StoreFault : byte
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>It is not there.</summary>
    NotFound,

    /// <summary>We may not.</summary>
    Denied,

    /// <summary>No room, or quota used up.</summary>
    Full,

    /// <summary>The store as a whole is not there (unmounted, unreachable, another one in its place).</summary>
    Unavailable,

    /// <summary>Passing: worth another try.</summary>
    Transient,

    /// <summary>The entry is of a kind that is never touched (device, FIFO, planted link, immutable).</summary>
    Refused,
}

/// <summary>A store could not do something. The message names the store, the entry and the cause.</summary>
public class StoreException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="store">Name of the store.</param>
    /// <param name="path">The entry.</param>
    /// <param name="fault">What it means for the caller.</param>
    /// <param name="cause">The cause in words, with the system's own error.</param>
    /// <param name="inner">The exception behind it.</param>
    public StoreException(string store, TreePath path, StoreFault fault, string cause, Exception? inner = null)
        : base($"{store}: {path}: {cause}", inner) => (Store, Path, Fault, Cause) = (store, path, fault, cause);

    /// <summary>Name of the store.</summary>
    public string Store { get; }

    /// <summary>The entry.</summary>
    public TreePath Path { get; }

    /// <summary>What it means for the caller.</summary>
    public StoreFault Fault { get; }

    /// <summary>The cause in words.</summary>
    public string Cause { get; }
}

/// <summary>What stands there is not what the caller expected; nothing was changed.</summary>
public sealed class WorldChangedException(string store, TreePath path, string cause) : StoreException(store, path, StoreFault.Other, cause);
