using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.State.Sqlite;

/// <summary>
/// SQLite's own way to files, but for two things: names are taken as they are, so that one below a held descriptor stays there however
/// often somebody moves what it was found by; and outside of one directory of our own everything is opened for reading alone, nothing is
/// made, and nothing removed. By itself SQLite opens logs for writing even where it only reads, and a journal may name any file.
/// </summary>
internal static unsafe class HeldVfs
{
    /// <summary>What it is called when a database is opened.</summary>
    public const string Name = "held";

    private const int CannotOpen = 14;
    private const int ReadOnly = 1;
    private const int Changing = 2 | 4 | 8 | 16; // to write, to make, to remove at the end, to make alone
    private const int CannotDelete = 2570;
    private const int CommonSize = 136;
    private static readonly Lazy<bool> Registered = new(Register);
    private static byte[]? _ours;
    private static delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int> _open;
    private static delegate* unmanaged[Cdecl]<nint, byte*, int, int> _delete;

    /// <summary>Makes it known to SQLite.</summary>
    public static void Use() => _ = Registered.Value;

    /// <summary>Lets files be made, written and removed in one directory.</summary>
    public static void MayWriteBelow(string directory) => _ours = System.Text.Encoding.UTF8.GetBytes(directory);

    private static bool Register()
    {
        nint usual;
        fixed (byte* unix = "unix\0"u8) usual = Native.sqlite3_vfs_find(unix);
        if (usual == 0) throw new StateException("this SQLite has no way to files of Unix");
        // Each version of the table is longer than the one before; it lives as long as the process.
        var version = *(int*)usual;
        var size = version >= 3 ? CommonSize + 32 : version == 2 ? CommonSize + 8 : CommonSize;
        var own = (Table*)NativeMemory.AllocZeroed((nuint)size);
        Buffer.MemoryCopy((void*)usual, own, size, size);
        own->Next = 0;
        own->Name = Marshal.StringToCoTaskMemUTF8(Name);
        _open = own->Open;
        _delete = own->Delete;
        own->Open = &Open;
        own->Delete = &Delete;
        own->FullName = &FullName;
        return Native.sqlite3_vfs_register((nint)own, 0) == 0 ? true : throw new StateException("SQLite did not take our way to files");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullName(nint table, byte* name, int room, byte* answer)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (text.Length >= room) return CannotOpen;
        text.CopyTo(new Span<byte>(answer, room));
        answer[text.Length] = 0;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(nint table, byte* name, int syncs) =>
        IsOurs(name) ? _delete(table, name, 0) : CannotDelete;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint table, byte* name, nint file, int flags, int* opened) =>
        _open(table, name, file, name is null || IsOurs(name) ? flags : (flags & ~Changing) | ReadOnly, opened);

    private static bool IsOurs(byte* name) => _ours is { } ours && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).StartsWith(ours);

    // struct sqlite3_vfs as far as it is changed here.
    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        public int Version;
        public int FileSize;
        public int LongestName;
        public nint Next;
        public nint Name;
        public nint Data;
        public delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<nint, byte*, int, int> Delete;
        public nint Access;
        public delegate* unmanaged[Cdecl]<nint, byte*, int, byte*, int> FullName;
    }
}
