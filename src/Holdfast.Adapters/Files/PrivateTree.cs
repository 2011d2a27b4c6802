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
}
