using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Names of a store as keys of a bucket. Keys are Unicode and names are bytes: a byte that is not UTF-8 becomes U+007F and
/// two hexadecimal digits, and so does U+007F itself. All of these sort before any other character that is not ASCII, so
/// that a listing can put them right by holding back what came too early.
/// </summary>
internal sealed class KeyNames(string prefix)
{
    /// <summary>The directory that is the store's own.</summary>
    public const string Own = ".holdfast";

    /// <summary>Most bytes of a key.</summary>
    public const int Longest = 1024;

    private readonly string _prefix = prefix.Length == 0 ? "" : prefix + "/";

    /// <summary>What all keys begin with.</summary>
    public string Prefix => _prefix;

    /// <summary>What all keys of the store's own directory begin with.</summary>
    public string OwnPrefix => $"{_prefix}{Own}/";

    /// <summary>The key of a file.</summary>
    public string Of(TreePath path) => _prefix + Text(path);

    /// <summary>The key of the object that stands for a directory.</summary>
    public string OfDirectory(TreePath path) => path.IsRoot ? InOwn("root") : Of(path) + "/";

    /// <summary>What everything below a directory begins with.</summary>
    public string Below(TreePath path) => path.IsRoot ? _prefix : Of(path) + "/";

    /// <summary>A key in the store's own directory.</summary>
    public string InOwn(string name) => OwnPrefix + name;

    /// <summary>A key in the store's own directory, below which a name stands.</summary>
    public string InOwn(string directory, TreePath path) => $"{OwnPrefix}{directory}/{Text(path)}";

    /// <summary>The bytes a key stands for, the prefix taken away; a slash at its end stays.</summary>
    public byte[] NameOf(string key) => EscapedNames.Bytes(key.AsSpan(_prefix.Length));

    /// <summary>Whether a name needs characters that sort elsewhere than what they stand for.</summary>
    public static bool IsEscaped(string key) => EscapedNames.IsEscaped(key);

    /// <summary>A name as text for keys.</summary>
    public static string Text(TreePath path) => EscapedNames.Text(path);
}
