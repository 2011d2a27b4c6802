using Holdfast.Engine.Model;
using System.Text.Json;
using static Holdfast.Engine.Recording.JsonFields;

namespace Holdfast.Engine.Recording;

/// <summary>
/// A baseline row as a JSON object. Defaults are left out, and of the destination's stamp everything that equals the
/// source's.
/// </summary>
public static class BaselineJson
{
    /// <summary>Writes a row; a property name may have been written already.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="row">What.</param>
    /// <param name="path">The path that need not be written, because the reader knows it.</param>
    public static void Write(Utf8JsonWriter writer, BaselineEntry row, TreePath path)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(row);
        writer.WriteStartObject();
        if (row.Path != path) WriteBytes(writer, JsonNames.Path, JsonNames.PathBase64, row.Path.Bytes);
        if (row.Kind != EntryKind.File) writer.WriteString(JsonNames.Kind, JsonNames.Of(row.Kind));
        if (row.Size != 0) writer.WriteNumber(JsonNames.Size, row.Size);
        if (row.Hash is not null) writer.WriteString(JsonNames.Hash, row.Hash.ToString());
        if (!row.Target.IsEmpty) WriteBytes(writer, JsonNames.Target, JsonNames.TargetBase64, row.Target.Span);
        if (!row.XattrDigest.IsEmpty) writer.WriteString(JsonNames.XattrDigest, Convert.ToHexStringLower(row.XattrDigest.Span));
        Write(writer, JsonNames.Source, row.Source, default);
        Write(writer, JsonNames.Destination, row.Destination, row.Source);
        if (row.Links != 1) writer.WriteNumber(JsonNames.Links, row.Links);
        if (row.IsRacy) writer.WriteBoolean(JsonNames.Racy, true);
        if (row.WasMountPoint) writer.WriteBoolean(JsonNames.MountPoint, true);
        if (row.VerifiedAt != 0) writer.WriteNumber(JsonNames.VerifiedUnix, row.VerifiedAt);
        if (row.PlacedAt != 0) writer.WriteNumber(JsonNames.PlacedUnix, row.PlacedAt);
        if (row.GoneAt != 0) writer.WriteNumber(JsonNames.GoneUnix, row.GoneAt);
        writer.WriteEndObject();
    }

    /// <summary>Reads a row; the reader stands before the object, or on the name of the property that holds it.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="path">The path when none is written.</param>
    /// <exception cref="FormatException">It is not a baseline row.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BaselineEntry Read(ref Utf8JsonReader reader, TreePath path)
    {
        var (kind, size, links, racy, mountPoint, verified, placed, gone) = (EntryKind.File, 0L, 1, false, false, 0L, 0L, 0L);
        var (hash, target, digest) = ((ContentHash?)null, ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
        var (source, destination) = (default(Stamp), default(Stamp));
        ReadStart(ref reader);
        while (ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("path"u8)) path = ReadPath(ref reader, false);
            else if (reader.ValueTextEquals("path_b64"u8)) path = ReadPath(ref reader, true);
            else if (reader.ValueTextEquals("kind"u8)) kind = JsonNames.EntryKind(ref reader);
            else if (reader.ValueTextEquals("size"u8)) size = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("hash"u8)) hash = ContentHash.Parse(ReadString(ref reader));
            else if (reader.ValueTextEquals("target"u8)) target = ReadText(ref reader);
            else if (reader.ValueTextEquals("target_b64"u8)) target = ReadBase64(ref reader);
            else if (reader.ValueTextEquals("xattr_digest"u8)) digest = Convert.FromHexString(ReadString(ref reader));
            else if (reader.ValueTextEquals("source"u8)) source = ReadStamp(ref reader, default);
            else if (reader.ValueTextEquals("destination"u8)) destination = ReadStamp(ref reader, source);
            else if (reader.ValueTextEquals("links"u8)) links = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("racy"u8)) racy = ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("mount_point"u8)) mountPoint = ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("verified_unix"u8)) verified = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("placed_unix"u8)) placed = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("gone_unix"u8)) gone = ReadInt64(ref reader);
            else throw Unknown(ref reader);
        }
        return new BaselineEntry
        {
            Path = path, Kind = kind, Size = size, Hash = hash, Target = target, XattrDigest = digest, Source = source, Destination = destination,
            Links = links, IsRacy = racy, WasMountPoint = mountPoint, VerifiedAt = verified, PlacedAt = placed, GoneAt = gone,
        };
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, in Stamp stamp, in Stamp like)
    {
        writer.WriteStartObject(name);
        if (stamp.Inode != like.Inode) writer.WriteNumber(JsonNames.Inode, stamp.Inode);
        if (stamp.Mtime != like.Mtime) WriteTime(writer, JsonNames.Mtime, stamp.Mtime);
        if (stamp.Ctime != like.Ctime) WriteTime(writer, JsonNames.Ctime, stamp.Ctime);
        if (stamp.Mode != like.Mode) WriteMode(writer, JsonNames.Mode, stamp.Mode);
        if (stamp.Uid != like.Uid) writer.WriteNumber(JsonNames.Uid, stamp.Uid);
        if (stamp.Gid != like.Gid) writer.WriteNumber(JsonNames.Gid, stamp.Gid);
        writer.WriteEndObject();
    }

    private static Stamp ReadStamp(ref Utf8JsonReader reader, Stamp stamp)
    {
        ReadStart(ref reader);
        while (ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("inode"u8)) stamp = stamp with { Inode = ReadUInt64(ref reader) };
            else if (reader.ValueTextEquals("mtime"u8)) stamp = stamp with { Mtime = ReadTime(ref reader) };
            else if (reader.ValueTextEquals("ctime"u8)) stamp = stamp with { Ctime = ReadTime(ref reader) };
            else if (reader.ValueTextEquals("mode"u8)) stamp = stamp with { Mode = ReadMode(ref reader) };
            else if (reader.ValueTextEquals("uid"u8)) stamp = stamp with { Uid = ReadInt32(ref reader) };
            else if (reader.ValueTextEquals("gid"u8)) stamp = stamp with { Gid = ReadInt32(ref reader) };
            else throw Unknown(ref reader);
        }
        return stamp;
    }
}
