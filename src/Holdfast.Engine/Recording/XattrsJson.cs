using Holdfast.Engine.Model;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Engine.Recording;

/// <summary>Extended attributes as a JSON object: <c>{"has_acl":true,"values":{"user.name":"base64"}}</c>; null for "not looked at".</summary>
internal static class XattrsJson
{
    public static bool Same(Xattrs? left, Xattrs? right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left is null || right is null || left.HasAcl != right.HasAcl || left.Values.Count != right.Values.Count) return false;
        foreach (var (name, value) in left.Values)
            if (!right.Values.TryGetValue(name, out var other) || !value.AsSpan().SequenceEqual(other.AsSpan())) return false;
        return true;
    }

    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, Xattrs? xattrs)
    {
        if (xattrs is null)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        if (xattrs.HasAcl) writer.WriteBoolean(JsonNames.HasAcl, true);
        if (!xattrs.Values.IsEmpty)
        {
            writer.WriteStartObject(JsonNames.Values);
            foreach (var (key, value) in xattrs.Values) writer.WriteBase64String(key, value.AsSpan());
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static Xattrs? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        JsonFields.ReadStart(ref reader);
        var (values, acl) = (Xattrs.None.Values, false);
        while (JsonFields.ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("has_acl"u8)) acl = JsonFields.ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("values"u8)) values = ReadValues(ref reader);
            else throw JsonFields.Unknown(ref reader);
        }
        return values.IsEmpty && !acl ? Xattrs.None : new Xattrs(values, acl);
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<byte>> ReadValues(ref Utf8JsonReader reader)
    {
        JsonFields.ReadStart(ref reader);
        var values = Xattrs.None.Values.ToBuilder();
        while (JsonFields.ReadProperty(ref reader))
        {
            var name = reader.GetString()!;
            values[name] = ImmutableCollectionsMarshal.AsImmutableArray(JsonFields.ReadBase64(ref reader));
        }
        return values.ToImmutable();
    }
}
