using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Whose files of our own, outside of stores, are.</summary>
public static class Ownership
{
    /// <summary>Gives a file or directory of ours to somebody; a link under the name is given itself.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="uid">The owner's number.</param>
    /// <param name="gid">The group's number.</param>
    /// <exception cref="SystemCallException">This process may not.</exception>
    public static void Give(string path, int uid, int gid) =>
        SystemCallException.Check(new RestartingCalls(LinuxSystemCalls.Instance).FChownAt(At.WorkingDirectory, Encoding.UTF8.GetBytes(path), uid, gid, At.SymlinkNoFollow), "fchownat", TreePath.Root);
}
