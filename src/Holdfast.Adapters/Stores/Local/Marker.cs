using Holdfast.Adapters.Files;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>The file that gives a store its identity: <c>.holdfast/marker</c>.</summary>
internal static class Marker
{
    /// <summary>Reads the store's UUID; null when there is no marker.</summary>
    /// <exception cref="StoreException">It is no marker, or a newer program's.</exception>
    public static Guid? Read(string store, ISystemCalls calls, int directory, StoreSeal? seal)
    {
        var number = calls.OpenAt2(directory, "marker"u8, new OpenHow
        {
            Flags = OpenFlags.NoFollow | OpenFlags.CloseOnExec | OpenFlags.NonBlocking,
            Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks,
        });
        if (number == -Errno.ENOENT) return null;
        using var file = new Descriptor(calls, SystemCallException.Check(number, "openat2", MarkerText.Shown));
        var buffer = new byte[MarkerText.MostBytes];
        var length = 0;
        for (int read; length < buffer.Length; length += read)
        {
            read = SystemCallException.Check(calls.Read(file.Number, buffer.AsSpan(length)), "read", MarkerText.Shown);
            if (read == 0) break;
        }
        return MarkerText.Read(store, buffer.AsMemory(0, length), seal);
    }

    /// <summary>Writes a marker, durable when it returns.</summary>
    /// <exception cref="SystemCallException">It could not be written.</exception>
    public static void Write(ISystemCalls calls, int directory, Guid uuid, DateTimeOffset now, StoreSeal? seal)
    {
        _ = calls.UnlinkAt(directory, "marker.new"u8, 0);
        using (var file = new Descriptor(calls, SystemCallException.Check(calls.OpenAt2(directory, "marker.new"u8, new OpenHow
        {
            Flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec,
            Mode = 0x180,
        }), "openat2", MarkerText.Shown)))
        {
            ContentWriter.WriteAll(calls, file.Number, MarkerText.Write(uuid, now, seal), 0, MarkerText.Shown);
            SystemCallException.Check(calls.FSync(file.Number), "fsync", MarkerText.Shown);
            file.CloseWritten(MarkerText.Shown);
        }
        SystemCallException.Check(calls.RenameAt2(directory, "marker.new"u8, directory, "marker"u8, 0), "renameat2", MarkerText.Shown);
        SystemCallException.Check(calls.FSync(directory), "fsync", MarkerText.Shown);
    }
}
