using Holdfast.Engine.Model;
using System.Text.Json;
using static Holdfast.Engine.Recording.JsonFields;

namespace Holdfast.Engine.Recording;

/// <summary>Metadata to be set, as a JSON object: <c>{"parts":"owner,mode","uid":1001,"gid":999,"mode":"0664"}</c>.</summary>
public static class MetadataJson
{
    private static readonly (MetadataParts Part, string Name)[] Names =
        [(MetadataParts.Owner, "owner"), (MetadataParts.Mode, "mode"), (MetadataParts.Mtime, "mtime"), (MetadataParts.Xattrs, "xattrs")];

    /// <summary>Writes metadata; a property name may have been written already.</summary>
    public static void Write(Utf8JsonWriter writer, Metadata metadata)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(metadata);
        writer.WriteStartObject();
        writer.WriteString(JsonNames.Parts, string.Join(',', Names.Where(name => metadata.Parts.HasFlag(name.Part)).Select(name => name.Name)));
        if (metadata.Uid != -1) writer.WriteNumber(JsonNames.Uid, metadata.Uid);
        if (metadata.Gid != -1) writer.WriteNumber(JsonNames.Gid, metadata.Gid);
        if (metadata.Mode != 0) WriteMode(writer, JsonNames.Mode, metadata.Mode);
        if (metadata.Mtime != 0) WriteTime(writer, JsonNames.Mtime, metadata.Mtime);
        if (metadata.Xattrs is not null) XattrsJson.Write(writer, JsonNames.Xattrs, metadata.Xattrs);
        writer.WriteEndObject();
    }

    /// <summary>Reads metadata; the reader stands before the object, or on the name of the property that holds it.</summary>
    /// <exception cref="FormatException">It is not metadata.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Metadata Read(ref Utf8JsonReader reader)
    {
        var (parts, uid, gid, mode, mtime) = (MetadataParts.None, -1, -1, 0, 0L);
        Xattrs? xattrs = null;
        ReadStart(ref reader);
        while (ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("parts"u8)) parts = ParseParts(ReadString(ref reader));
            else if (reader.ValueTextEquals("uid"u8)) uid = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("gid"u8)) gid = ReadInt32(ref reader);
            else if (reader.ValueTextEquals("mode"u8)) mode = ReadMode(ref reader);
            else if (reader.ValueTextEquals("mtime"u8)) mtime = ReadTime(ref reader);
            else if (reader.ValueTextEquals("xattrs"u8)) xattrs = XattrsJson.Read(ref reader);
            else throw Unknown(ref reader);
        }
        return new Metadata { Parts = parts, Uid = uid, Gid = gid, Mode = mode, Mtime = mtime, Xattrs = xattrs };
    }

    private static MetadataParts ParseParts(string text)
    {
        var parts = MetadataParts.None;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
            parts |= Array.Find(Names, name => name.Name == part) is { Name: not null } known ? known.Part : throw new FormatException($"unknown part of metadata '{part}'");
        return parts;
    }
}
