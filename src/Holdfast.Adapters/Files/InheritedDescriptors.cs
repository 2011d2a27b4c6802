using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Descriptors this process was given by whoever started it. The runtime opens its own so that no program we start gets them; those we
/// were born with it leaves as they are.
/// </summary>
internal static partial class InheritedDescriptors
{
    private const int First = 3;
    private const int Last = 1024;
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;
    private static readonly Lazy<bool> Once = new(Close);

    /// <summary>From now on no program we start gets any of them.</summary>
    public static void Keep() => _ = Once.Value;

    // What is not open says so, which is no matter.
    private static bool Close()
    {
        for (var descriptor = First; descriptor < Last; descriptor++) _ = Control(descriptor, SetFlags, CloseOnExec);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int value);
}
