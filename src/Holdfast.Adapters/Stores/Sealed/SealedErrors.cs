using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>Errors of the store inside, under the names that people know.</summary>
internal static class SealedErrors
{
    /// <summary>Most bytes of a name on nearly every file system.</summary>
    public const int LongestName = 255;

    /// <summary>The same error under another name; one of another store, or of a kind of its own, as it is.</summary>
    /// <param name="e">The error.</param>
    /// <param name="store">Name of the store.</param>
    /// <param name="path">The name that people know.</param>
    /// <param name="longest">Bytes of the longest name in it as it stands in the store.</param>
    public static StoreException Named(StoreException e, string store, TreePath path, int longest = 0)
    {
        if (e.Store != store || e.Path == path) return e;
        var cause = longest <= LongestName ? e.Cause : $"{e.Cause} (encrypted, its longest name takes {longest} bytes: a name of more than 143 bytes is too long for most stores)";
        return e is WorldChangedException ? new WorldChangedException(store, path, cause) : e.GetType() == typeof(StoreException) ? new StoreException(store, path, e.Fault, cause, e) : e;
    }
}
