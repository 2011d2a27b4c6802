using System.Text.Json;

namespace Holdfast.Engine.Recording;

/// <summary>Property names of our JSON, encoded once, and the names of enumerations.</summary>
internal static class JsonNames
{
    public static readonly JsonEncodedText Seq = Of("seq"), Kind = Of("kind"), Path = Of("path"), PathBase64 = Of("path_b64"),
        From = Of("from"), FromBase64 = Of("from_b64"), Source = Of("source"), Destination = Of("destination"), Baseline = Of("baseline"),
        Metadata = Of("metadata"), Reason = Of("reason"), CompareContent = Of("compare_content"), Size = Of("size"), Allocated = Of("allocated"), Mtime = Of("mtime"), Ctime = Of("ctime"),
        Mode = Of("mode"), Uid = Of("uid"), Gid = Of("gid"), Inode = Of("inode"), Links = Of("links"), Target = Of("target"), TargetBase64 = Of("target_b64"),
        Xattrs = Of("xattrs"), MountPoint = Of("mount_point"), Unlisted = Of("unlisted"), Hash = Of("hash"), XattrDigest = Of("xattr_digest"),
        Racy = Of("racy"), VerifiedUnix = Of("verified_unix"), PlacedUnix = Of("placed_unix"), GoneUnix = Of("gone_unix"), Parts = Of("parts"), Values = Of("values"), HasAcl = Of("has_acl"), SizeUnknown = Of("size_unknown");

    private static readonly string[] Entries = ["", "file", "directory", "symlink", "special"];
    private static readonly string[] Operations =
    [
        "", "remove", "make_directory", "move", "remove_directory", "create", "replace", "link", "set_metadata", "finish_directory", "adopt", "forget", "check", "vacate",
    ];

    public static string Of(Model.EntryKind kind) => Entries[(int)kind];

    public static string Of(Model.OperationKind kind) => Operations[(int)kind];

    public static Model.EntryKind EntryKind(ref Utf8JsonReader reader) => (Model.EntryKind)IndexOf(Entries, ref reader);

    public static Model.OperationKind OperationKind(ref Utf8JsonReader reader) => (Model.OperationKind)IndexOf(Operations, ref reader);

    private static JsonEncodedText Of(string name) => JsonEncodedText.Encode(name);

    private static int IndexOf(string[] names, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            for (var i = 1; i < names.Length; i++)
                if (reader.ValueTextEquals(names[i])) return i;
        throw new FormatException($"unknown kind '{Model.TreePath.Show(reader.ValueSpan)}'");
    }
}
