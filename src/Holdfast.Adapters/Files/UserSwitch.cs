using System.Runtime.InteropServices;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Makes this whole process another user's, for good. The C library does it for all threads at once; the bare calls would do it for one.</summary>
internal static unsafe partial class UserSwitch
{
    /// <summary>Gives up all rights but those of a user and a group.</summary>
    /// <exception cref="SystemCallException">We may not.</exception>
    public static void Become(int user, int group)
    {
        Check(SetGroups(0, null), "setgroups");
        Check(SetGroup((uint)group, (uint)group, (uint)group), "setresgid");
        Check(SetUser((uint)user, (uint)user, (uint)user), "setresuid");
    }

    private static void Check(int result, string call)
    {
        if (result != 0) throw new SystemCallException(call, TreePath.Root, Marshal.GetLastSystemError());
    }

    [LibraryImport("libc", EntryPoint = "setgroups")]
    private static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setresgid")]
    private static partial int SetGroup(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid")]
    private static partial int SetUser(uint real, uint effective, uint saved);
}
