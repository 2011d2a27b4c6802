using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>Memory that libraries outside the runtime take, SQLite above all: the C library keeps what they give back.</summary>
public static partial class NativeHeap
{
    /// <summary>Returns what is free of it to the system.</summary>
    public static void Trim() => _ = Trim(0);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
