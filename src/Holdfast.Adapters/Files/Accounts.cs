using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>Users and groups of this machine, from wherever it keeps them (files, LDAP, …).</summary>
public interface IAccounts
{
    /// <summary>Number of a user; null when there is none of that name.</summary>
    /// <exception cref="IOException">The system could not be asked.</exception>
    int? UserId(string name);

    /// <summary>Number of a group; null when there is none of that name.</summary>
    /// <exception cref="IOException">The system could not be asked.</exception>
    int? GroupId(string name);

    /// <summary>Number of a user's own group; null when there is no user of that name.</summary>
    /// <exception cref="IOException">The system could not be asked.</exception>
    int? GroupOfUser(string name);

    /// <summary>Name of a user; null when the number has none.</summary>
    /// <exception cref="IOException">The system could not be asked.</exception>
    string? UserName(int id);

    /// <summary>Name of a group; null when the number has none.</summary>
    /// <exception cref="IOException">The system could not be asked.</exception>
    string? GroupName(int id);
}

/// <summary>Accounts through the C library's name service, re-entrant calls only.</summary>
public sealed unsafe partial class SystemAccounts : IAccounts
{
    private const int OutOfRange = 34;
    private const int Interrupted = 4;
    private const int LargestBuffer = 16 << 20;

    private delegate int Lookup(Record* record, byte* buffer, nuint size, Record** result);

    /// <inheritdoc/>
    public int? UserId(string name) => Ask($"user '{name}'", (record, buffer, size, result) => UserByName(name, record, buffer, size, result), record => (int?)record->UserId);

    /// <inheritdoc/>
    public int? GroupId(string name) => Ask($"group '{name}'", (record, buffer, size, result) => GroupByName(name, record, buffer, size, result), record => (int?)record->UserId);

    /// <inheritdoc/>
    public int? GroupOfUser(string name) => Ask($"user '{name}'", (record, buffer, size, result) => UserByName(name, record, buffer, size, result), record => (int?)record->GroupId);

    /// <inheritdoc/>
    public string? UserName(int id) => Ask($"user {id}", (record, buffer, size, result) => UserByNumber((uint)id, record, buffer, size, result), record => Marshal.PtrToStringUTF8(record->Name));

    /// <inheritdoc/>
    public string? GroupName(int id) => Ask($"group {id}", (record, buffer, size, result) => GroupByNumber((uint)id, record, buffer, size, result), record => Marshal.PtrToStringUTF8(record->Name));

    private delegate T Reading<T>(Record* record);

    private static T? Ask<T>(string what, Lookup lookup, Reading<T?> read)
    {
        for (nuint size = 4096; ;)
        {
            var buffer = (byte*)NativeMemory.Alloc(size);
            try
            {
                Record record;
                Record* result;
                var error = lookup(&record, buffer, size, &result);
                if (error == 0) return result is null ? default : read(result);
                if (error == OutOfRange && size < LargestBuffer) size *= 4;
                // glibc lets name services report "no such entry" by these: ENOENT, ESRCH, EBADF, EPERM.
                else if (error is 2 or 3 or 9 or 1) return default;
                else if (error != Interrupted) throw new IOException($"{what} could not be looked up: {Marshal.GetPInvokeErrorMessage(error)}");
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }
    }

    // The part that struct passwd and struct group have in common; group's number stands where passwd's user number stands. What follows is passwd's alone.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Record
    {
        public nint Name;
        public nint Password;
        public int UserId;
        public int GroupId;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UserByName(string name, Record* record, byte* buffer, nuint size, Record** result);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GroupByName(string name, Record* record, byte* buffer, nuint size, Record** result);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int UserByNumber(uint id, Record* record, byte* buffer, nuint size, Record** result);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    private static partial int GroupByNumber(uint id, Record* record, byte* buffer, nuint size, Record** result);
}
