using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>A system call failed. The message names the call, the entry and the error.</summary>
internal sealed class SystemCallException(string call, TreePath path, int error) : IOException($"{path}: {call}: {Errno.Describe(error)}")
{
    /// <summary>Name of the call, as in its manual page.</summary>
    public string Call { get; } = call;

    /// <summary>The entry it was about.</summary>
    public TreePath Path { get; } = path;

    /// <summary>The positive error number.</summary>
    public int Error { get; } = error;

    /// <summary>Hands a result through when the call succeeded.</summary>
    /// <exception cref="SystemCallException">The result is a negative error number.</exception>
    public static int Check(int result, string call, TreePath path) => result >= 0 ? result : throw new SystemCallException(call, path, -result);

    /// <summary>Hands a result through when the call succeeded.</summary>
    /// <exception cref="SystemCallException">The result is a negative error number.</exception>
    public static long Check(long result, string call, TreePath path) => result >= 0 ? result : throw new SystemCallException(call, path, (int)-result);
}
