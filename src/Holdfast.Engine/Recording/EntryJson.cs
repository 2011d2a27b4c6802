using Holdfast.Engine.Model;
using System.Text.Json;
using static Holdfast.Engine.Recording.JsonFields;

namespace Holdfast.Engine.Recording;

/// <summary>
/// An entry as a JSON object. What equals the entry it is written against is left out, so that what stands in the
/// destination takes a few bytes beside the source it came from; written against nothing, it leaves out plain defaults
/// (a file of no bytes, one name, …). It must be read against the same.
/// </summary>
public static class EntryJson
{
    /// <summary>Writes an entry.</summary>
    /// <param name="writer">Where to; a property name may have been written already.</param>
    /// <param name="entry">What.</param>
    /// <param name="path">The path that need not be written, because the reader knows it.</param>
    /// <param name="like">The entry it is written against, or null.</param>
    public static void Write(Utf8JsonWriter writer, Entry entry, TreePath path, Entry? like = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(entry);
        like ??= Plain;
        writer.WriteStartObject();
        if (entry.Path != path) WriteBytes(writer, JsonNames.Path, JsonNames.PathBase64, entry.Path.Bytes);
        if (entry.Kind != like.Kind) writer.WriteString(JsonNames.Kind, JsonNames.Of(entry.Kind));
        if (entry.Size != like.Size) writer.WriteNumber(JsonNames.Size, entry.Size);
        if (entry.IsSizeUnknown != like.IsSizeUnknown) writer.WriteBoolean(JsonNames.SizeUnknown, entry.IsSizeUnknown);
        if (entry.Allocated != like.Allocated) writer.WriteNumber(JsonNames.Allocated, entry.Allocated);
        if (entry.Mtime != like.Mtime) WriteTime(writer, JsonNames.Mtime, entry.Mtime);
        if (entry.Ctime != like.Ctime) WriteTime(writer, JsonNames.Ctime, entry.Ctime);
        if (entry.Mode != like.Mode) WriteMode(writer, JsonNames.Mode, entry.Mode);
        if (entry.Uid != like.Uid) writer.WriteNumber(JsonNames.Uid, entry.Uid);
        if (entry.Gid != like.Gid) writer.WriteNumber(JsonNames.Gid, entry.Gid);
        if (entry.Inode != like.Inode) writer.WriteNumber(JsonNames.Inode, entry.Inode);
        if (entry.Links != like.Links) writer.WriteNumber(JsonNames.Links, entry.Links);
        if (!entry.Target.Span.SequenceEqual(like.Target.Span)) WriteBytes(writer, JsonNames.Target, JsonNames.TargetBase64, entry.Target.Span);
        if (!XattrsJson.Same(entry.Xattrs, like.Xattrs)) XattrsJson.Write(writer, JsonNames.Xattrs, entry.Xattrs);
        if (entry.IsMountPoint != like.IsMountPoint) writer.WriteBoolean(JsonNames.MountPoint, entry.IsMountPoint);
        WriteUnlisted(writer, entry.Unlisted, like.Unlisted);
        writer.WriteEndObject();
    }

    /// <summary>Reads an entry; the reader stands before the object, or on the name of the property that holds it.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="path">The path when none is written.</param>
    /// <param name="like">What it was written against.</param>
    /// <exception cref="FormatException">It is not an entry.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Entry Read(ref Utf8JsonReader reader, TreePath path, Entry? like = null)
    {
        like ??= Plain;
        var (kind, size, allocated, mtime, ctime) = (like.Kind, like.Size, like.Allocated, like.Mtime, like.Ctime);
        var (mode, uid, gid, inode, links) = (like.Mode, like.Uid, like.Gid, like.Inode, like.Links);
        var (target, xattrs, mountPoint, unlisted, sizeUnknown) = (like.Target, like.Xattrs, like.IsMountPoint, like.Unlisted, like.IsSizeUnknown);
        ReadStart(ref reader);
        while (ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("mtime"u8)) mtime = ReadTime(ref reader);
            else if (reader.ValueTextEquals("ctime"u8)) ctime = ReadTime(ref reader);
            else if (reader.ValueTextEquals("inode"u8)) inode = ReadUInt64(ref reader);
            else if (reader.ValueTextEquals("size"u8)) size = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("size_unknown"u8)) sizeUnknown = ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("allocated"u8)) allocated = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("mode"u8)) mode = ReadMode(ref reader);
            else if (reader.ValueTextEquals("uid"u8)) uid = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("gid"u8)) gid = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("kind"u8)) kind = JsonNames.EntryKind(ref reader);
            else if (reader.ValueTextEquals("links"u8)) links = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("path"u8)) path = ReadPath(ref reader, false);
            else if (reader.ValueTextEquals("path_b64"u8)) path = ReadPath(ref reader, true);
            else if (reader.ValueTextEquals("target"u8)) target = ReadText(ref reader);
            else if (reader.ValueTextEquals("target_b64"u8)) target = ReadBase64(ref reader);
            else if (reader.ValueTextEquals("xattrs"u8)) xattrs = XattrsJson.Read(ref reader);
            else if (reader.ValueTextEquals("mount_point"u8)) mountPoint = ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("unlisted"u8)) unlisted = ReadUnlisted(ref reader);
            else throw Unknown(ref reader);
        }
        return new Entry
        {
            Path = path, Kind = kind, Size = size, Allocated = allocated, Mtime = mtime, Ctime = ctime, Mode = mode, Uid = uid, Gid = gid,
            Inode = inode, Links = links, Target = target, Xattrs = xattrs, IsMountPoint = mountPoint, Unlisted = unlisted, IsSizeUnknown = sizeUnknown,
        };
    }

    private static Entry Plain { get; } = new() { Path = TreePath.Root, Kind = EntryKind.File };

    private static void WriteUnlisted(Utf8JsonWriter writer, string? reason, string? like)
    {
        if (reason == like) return;
        if (reason is null) writer.WriteNull(JsonNames.Unlisted);
        else writer.WriteString(JsonNames.Unlisted, reason);
    }

    private static string? ReadUnlisted(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? reader.GetString() : throw new FormatException("expected a string");
    }
}
