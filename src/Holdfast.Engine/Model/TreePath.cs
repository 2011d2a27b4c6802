using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Engine.Model;

/// <summary>
/// A name inside a store, relative to the store's root: bytes, components separated by <c>/</c>, no leading or
/// trailing slash. The root itself is empty. Names are bytes because POSIX names are; text is only for showing them.
/// </summary>
public readonly struct TreePath : IEquatable<TreePath>
{
    private static readonly UTF8Encoding Strict = new(false, true);
    private readonly byte[]? _bytes;

    private TreePath(byte[] bytes) => _bytes = bytes;

    /// <summary>The store's root.</summary>
    public static TreePath Root => default;

    /// <summary>The bytes of the whole path.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes, as memory that may be kept.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Whether this is the store's root.</summary>
    public bool IsRoot => _bytes is null || _bytes.Length == 0;

    /// <summary>The last component; empty for the root.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The directory that holds this name; the root's parent is the root.</summary>
    public TreePath Parent
    {
        get
        {
            var slash = Bytes.LastIndexOf((byte)'/');
            return slash < 0 ? Root : new TreePath(Bytes[..slash].ToArray());
        }
    }

    /// <summary>The first component: what a "top-level directory" means to a guard.</summary>
    public ReadOnlySpan<byte> Top
    {
        get
        {
            var slash = Bytes.IndexOf((byte)'/');
            return slash < 0 ? Bytes : Bytes[..slash];
        }
    }

    /// <summary>Number of components; 0 for the root.</summary>
    public int Depth => IsRoot ? 0 : Bytes.Count((byte)'/') + 1;

    /// <summary>The path as text when it is valid UTF-8, else null.</summary>
    public string? Utf8
    {
        get
        {
            try { return Strict.GetString(Bytes); }
            catch (DecoderFallbackException) { return null; }
        }
    }

    /// <summary>Takes bytes that are already a valid relative path. The array must not be changed afterwards.</summary>
    /// <exception cref="ArgumentException">The bytes are not a relative path (see <see cref="IsValid"/>).</exception>
    public static TreePath FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return IsValid(bytes) ? new TreePath(bytes) : throw new ArgumentException($"not a relative path: {Show(bytes)}", nameof(bytes));
    }

    /// <summary>Takes bytes a listing or the state produced, which are valid by construction; not checked again.</summary>
    public static TreePath Trusted(byte[] bytes) => new(bytes);

    /// <summary>A path from text; <c>.</c> and the empty text are the root, a trailing slash is dropped.</summary>
    /// <exception cref="ArgumentException">The text is absolute or has an empty, <c>.</c> or <c>..</c> component.</exception>
    public static TreePath From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.TrimEnd('/');
        return trimmed is "" or "." ? text.StartsWith('/') ? throw new ArgumentException("not a relative path: /", nameof(text)) : Root : FromBytes(Strict.GetBytes(trimmed));
    }

    /// <summary>Whether bytes form a relative path: no empty, <c>.</c> or <c>..</c> component and no NUL.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        if (bytes.Contains((byte)0)) return false;
        foreach (var range in bytes.Split((byte)'/'))
        {
            var part = bytes[range];
            if (part.IsEmpty || part.SequenceEqual("."u8) || part.SequenceEqual(".."u8)) return false;
        }
        return true;
    }

    /// <summary>The path of a name inside this directory.</summary>
    public TreePath Child(ReadOnlySpan<byte> name)
    {
        if (IsRoot) return new TreePath(name.ToArray());
        var joined = new byte[Bytes.Length + 1 + name.Length];
        Bytes.CopyTo(joined);
        joined[Bytes.Length] = (byte)'/';
        name.CopyTo(joined.AsSpan(Bytes.Length + 1));
        return new TreePath(joined);
    }

    /// <summary>Whether this path lies below <paramref name="directory"/>. Everything but the root lies below the root.</summary>
    public bool IsBelow(TreePath directory) =>
        directory.IsRoot
            ? !IsRoot
            : Bytes.Length > directory.Bytes.Length && Bytes[directory.Bytes.Length] == (byte)'/' && Bytes.StartsWith(directory.Bytes);

    /// <inheritdoc/>
    public bool Equals(TreePath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TreePath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>
    /// The path for people: UTF-8 as it is, everything that is not printable UTF-8 as <c>\xNN</c>, a backslash doubled,
    /// so that no name can forge a line of a log or move a cursor. The root is <c>.</c>
    /// </summary>
    public override string ToString() => IsRoot ? "." : Show(Bytes);

    /// <summary>Whether two paths are the same.</summary>
    public static bool operator ==(TreePath left, TreePath right) => left.Equals(right);

    /// <summary>Whether two paths differ.</summary>
    public static bool operator !=(TreePath left, TreePath right) => !left.Equals(right);

    /// <summary>Shows any bytes the way <see cref="ToString"/> does.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var used);
            if (status == System.Buffers.OperationStatus.Done && rune.Value == '\\') text.Append(@"\\");
            else if (status == System.Buffers.OperationStatus.Done && IsPrintable(rune)) text.Append(rune.ToString());
            else foreach (var b in bytes[..used]) text.Append(@"\x").Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
            or System.Globalization.UnicodeCategory.Surrogate);
}
