using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Directories of our own outside of stores.</summary>
public static class PrivateTree
{
    /// <summary>Removes a directory with all that lies in it, beneath the directory that holds it and without following links.</summary>
    /// <param name="above">The directory that holds it.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="SystemCallException">Something could not be removed.</exception>
    public static void Remove(string above, string name)
    {
        using var root = TreeRoot.Open(new RestartingCalls(LinuxSystemCalls.Instance), Encoding.UTF8.GetBytes(above), MountRule.Skip);
        new TreeRemover(root).Remove(TreePath.From(name), CancellationToken.None);
    }

    /// <summary>Removes a directory as <see cref="Remove"/> does, if it is there.</summary>
    /// <param name="above">The directory that holds it.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="SystemCallException">Something could not be removed.</exception>
    public static void RemoveIfThere(string above, string name)
    {
        try { Remove(above, name); }
        catch (SystemCallException failure) when (failure.Error == Errno.ENOENT) { /* so it need not be */ }
    }

    /// <summary>Makes a directory for its owner alone.</summary>
    /// <param name="above">The directory that will hold it.</param>
    /// <param name="name">Its name, under which nothing may stand.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="SystemCallException">It could not be made.</exception>
    public static string Make(string above, string name)
    {
        using var root = TreeRoot.Open(new RestartingCalls(LinuxSystemCalls.Instance), Encoding.UTF8.GetBytes(above), MountRule.Skip);
        SystemCallException.Check(root.Calls.MkdirAt(root.Number, Encoding.UTF8.GetBytes(name), 0x1c0), "mkdirat", TreePath.From(name));
        return $"{above.TrimEnd('/')}/{name}";
    }
}
