using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>The kernel's calls on the priority of threads: zero or more when they succeeded, the negative error number when not.</summary>
internal interface IPriorityCalls
{
    /// <summary>The threads of this process.</summary>
    IReadOnlyList<int> Threads();

    /// <summary>setpriority(2) of one thread.</summary>
    int SetNice(int thread, int nice);

    /// <summary>ioprio_set(2) of one thread.</summary>
    int SetIo(int thread, int priority);

    /// <summary>ioprio_get(2) of one thread.</summary>
    int GetIo(int thread);
}

/// <summary>The kernel itself.</summary>
internal sealed partial class PriorityCalls : IPriorityCalls
{
    private const int OneThread = 1;
    private const int OneNice = 0;
    private static readonly (long Set, long Get) Numbers = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (30, 31) : (251, 252);

    /// <inheritdoc/>
    public IReadOnlyList<int> Threads()
    {
        using var own = Process.GetCurrentProcess();
        return [.. own.Threads.Cast<ProcessThread>().Select(thread => thread.Id)];
    }

    /// <inheritdoc/>
    public int SetNice(int thread, int nice) => Result(setpriority(OneNice, thread, nice));

    /// <inheritdoc/>
    public int SetIo(int thread, int priority) => Result((int)syscall(Numbers.Set, OneThread, thread, priority));

    /// <inheritdoc/>
    public int GetIo(int thread) => Result((int)syscall(Numbers.Get, OneThread, thread, 0));

    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

#pragma warning disable IDE1006, SA1300 // the names are the C library's
    [LibraryImport("libc", SetLastError = true)] private static partial int setpriority(int which, int who, int value);
    [LibraryImport("libc", SetLastError = true)] private static partial nint syscall(long number, nint first, nint second, nint third);
#pragma warning restore IDE1006, SA1300
}
