using System.Xml;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>A page of a listing, read as it comes: one holds a thousand objects.</summary>
internal static class S3Page
{
    /// <summary>Reads one.</summary>
    /// <exception cref="XmlException">It is no such page, or cut off.</exception>
    public static (IReadOnlyList<ListedObject> Objects, bool More) Read(Stream text)
    {
        using var xml = XmlReader.Create(text, S3Answers.Settings);
        xml.MoveToContent();
        if (xml.LocalName != "ListBucketResult") throw new XmlException($"a listing was asked for, and '{xml.LocalName}' came");
        var (objects, more, isEncoded) = (new List<ListedObject>(), false, false);
        foreach (var name in Elements(xml))
        {
            switch (name)
            {
                case "Contents": objects.Add(Object(xml)); break;
                case "IsTruncated": more = xml.ReadElementContentAsString() == "true"; break;
                case "EncodingType": isEncoded = xml.ReadElementContentAsString() == "url"; break;
                default: xml.Skip(); break;
            }
        }
        return (isEncoded ? objects.ConvertAll(found => found with { Key = Decoded(found.Key) }) : objects, more);
    }

    /// <summary>A key as it is. In an answer a blank comes as a plus sign, and a plus sign escaped.</summary>
    public static string Decoded(string key) => Uri.UnescapeDataString(key.Replace('+', ' '));

    private static ListedObject Object(XmlReader xml)
    {
        var (key, size, etag, modified) = ("", 0L, "", "");
        foreach (var name in Elements(xml))
        {
            switch (name)
            {
                case "Key": key = xml.ReadElementContentAsString(); break;
                case "Size": size = xml.ReadElementContentAsLong(); break;
                case "ETag": etag = xml.ReadElementContentAsString(); break;
                case "LastModified": modified = xml.ReadElementContentAsString(); break;
                default: xml.Skip(); break;
            }
        }
        return new ListedObject(key, size, ObjectMetadata.Bare(etag), S3Answers.Moment(modified));
    }

    /// <summary>The names of the elements right below this one, whose caller reads or skips each; ends behind it.</summary>
    private static IEnumerable<string> Elements(XmlReader xml)
    {
        var isEmpty = xml.IsEmptyElement;
        xml.ReadStartElement();
        if (isEmpty) yield break;
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element) yield return xml.LocalName;
            // Anything else says nothing; where the text ends too early, there is no more to skip.
            else if (xml.EOF) throw new XmlException("the listing ends in its middle");
            else xml.Skip();
        }
        xml.ReadEndElement();
    }
}
