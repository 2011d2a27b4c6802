using System.Text.Json;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>The file that gives a store its identity: <c>.holdfast/marker</c>, JSON with a version and a UUID.</summary>
internal static class Marker
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const int Version = 1;

    private const int MostBytes = 64 << 10;
    private static readonly TreePath Shown = TreePath.From(".holdfast/marker");

    /// <summary>Reads the store's UUID; null when there is no marker.</summary>
    /// <exception cref="StoreException">It is no marker, or a newer program's.</exception>
    public static Guid? Read(string store, ISystemCalls calls, int directory)
    {
        var number = calls.OpenAt2(directory, "marker"u8, new OpenHow
        {
            Flags = OpenFlags.NoFollow | OpenFlags.CloseOnExec | OpenFlags.NonBlocking,
            Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks,
        });
        if (number == -Errno.ENOENT) return null;
        using var file = new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown));
        var buffer = new byte[MostBytes];
        var length = 0;
        for (int read; length < buffer.Length; length += read)
        {
            read = SystemCallException.Check(calls.Read(file.Number, buffer.AsSpan(length)), "read", Shown);
            if (read == 0) break;
        }
        return Parse(store, buffer.AsMemory(0, length));
    }

    /// <summary>Writes a marker, durable when it returns.</summary>
    /// <exception cref="SystemCallException">It could not be written.</exception>
    public static void Write(ISystemCalls calls, int directory, Guid uuid, DateTimeOffset now)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("uuid", uuid);
            json.WriteString("made", now);
            json.WriteEndObject();
        }
        _ = calls.UnlinkAt(directory, "marker.new"u8, 0);
        using (var file = new Descriptor(calls, SystemCallException.Check(calls.OpenAt2(directory, "marker.new"u8, new OpenHow
        {
            Flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec,
            Mode = 0x180,
        }), "openat2", Shown)))
        {
            ContentWriter.WriteAll(calls, file.Number, text.ToArray(), 0, Shown);
            SystemCallException.Check(calls.FSync(file.Number), "fsync", Shown);
            file.CloseWritten(Shown);
        }
        SystemCallException.Check(calls.RenameAt2(directory, "marker.new"u8, directory, "marker"u8, 0), "renameat2", Shown);
        SystemCallException.Check(calls.FSync(directory), "fsync", Shown);
    }

    private static Guid Parse(string store, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var version = json.RootElement.GetProperty("version").GetInt32();
            if (version > Version) throw new StoreException(store, Shown, StoreFault.Refused, $"the marker has version {version}, this program knows {Version}: use a newer Holdfast");
            return json.RootElement.GetProperty("uuid").GetGuid();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreException(store, Shown, StoreFault.Refused, "the marker cannot be read; restore it, or remove it to begin anew", failure);
        }
    }
}
