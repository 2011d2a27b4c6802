using System.Buffers;
using System.Text;
using System.Text.Json;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>What the process that copies a database is asked, as one line of JSON.</summary>
/// <param name="Place">The database.</param>
/// <param name="Staging">The empty directory, ours alone, where the copy goes.</param>
public sealed record CaptureRequest(DatabasePlace Place, string Staging)
{
    /// <summary>Name of the copy.</summary>
    public const string CopyName = "snapshot";

    // Who asks and who is asked may be of two versions of the program, when it was replaced meanwhile.
    private const int Version = 1;

    /// <summary>The request as it is sent.</summary>
    public string Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("root", Place.Root);
            json.WriteBoolean("mounts", Place.Mounts == MountRule.Include);
            json.WriteBase64String("path", Place.Path.Bytes);
            json.WriteNumber("inode", Place.Inode);
            json.WriteNumber("size", Place.Size);
            json.WriteString("staging", Staging);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what was sent.</summary>
    /// <exception cref="CaptureException">It is not what this version understands.</exception>
    public static CaptureRequest Read(string line)
    {
        using var document = Parse(line);
        var root = document.RootElement;
        if (root.GetProperty("version").GetInt32() != Version) throw new CaptureException(CaptureFault.Failed, "the program was replaced by another version: restart the daemon");
        var place = new DatabasePlace(
            root.GetProperty("root").GetString()!,
            root.GetProperty("mounts").GetBoolean() ? MountRule.Include : MountRule.Skip,
            TreePath.FromBytes(root.GetProperty("path").GetBytesFromBase64()),
            root.GetProperty("inode").GetUInt64(),
            root.GetProperty("size").GetInt64());
        return new CaptureRequest(place, root.GetProperty("staging").GetString()!);
    }

    private static JsonDocument Parse(string line)
    {
        try { return JsonDocument.Parse(line); }
        catch (JsonException e) { throw new CaptureException(CaptureFault.Failed, $"was not asked as expected: {e.Message}"); }
    }
}
