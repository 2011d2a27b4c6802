using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// What an entry is, as user metadata of an object: <c>mtime</c> as seconds since 1970 with a fraction, <c>mode</c> as the
/// whole POSIX mode in octal with a zero before it, which rclone and s3fs read alike, <c>uid</c>, <c>gid</c>. A symbolic link is an object whose mode
/// says so and whose content is where it points; a directory an empty one whose key ends in a slash.
/// </summary>
internal static class ObjectMetadata
{
    /// <summary>SHA-256 of the whole content, hexadecimal, where it was known before the object was written.</summary>
    public const string Sha256 = "sha256";

    /// <summary>Which upload made the object: told apart from one of somebody else when an answer was lost.</summary>
    public const string Upload = "holdfast-upload";

    /// <summary>In the trash: the ETag the object had where it stood.</summary>
    public const string Was = "holdfast-was";

    private const int TypeBits = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xA000;
    private const int SetIdBits = 0xC00;
    private const long Second = 1_000_000_000;

    /// <summary>The words that say what an entry is. Set-id bits of files stay away.</summary>
    public static Dictionary<string, string> Of(Entry entry)
    {
        var type = entry.Kind switch { EntryKind.Directory => DirectoryType, EntryKind.Symlink => LinkType, _ => RegularType };
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mtime"] = Time(entry.Mtime),
            ["mode"] = Mode(type | MaskedMode(entry.Kind, entry.Mode)),
            ["uid"] = entry.Uid.ToString(CultureInfo.InvariantCulture),
            ["gid"] = entry.Gid.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The entry of an object. What it does not say is as for an object put there by any other program.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="isDirectory">Whether its key ends in a slash.</param>
    /// <param name="size">Bytes of content.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="modified">When it was written.</param>
    /// <param name="words">Its user metadata.</param>
    public static Entry ToEntry(TreePath path, bool isDirectory, long size, string etag, DateTimeOffset modified, IReadOnlyDictionary<string, string> words)
    {
        var mode = words.TryGetValue("mode", out var text) ? Mode(text) : 0;
        var kind = isDirectory ? EntryKind.Directory : (mode & TypeBits) switch { LinkType => EntryKind.Symlink, 0 or RegularType => EntryKind.File, _ => EntryKind.Special };
        return new Entry
        {
            Path = path,
            Kind = kind,
            Size = kind == EntryKind.File ? size : 0,
            Mtime = words.TryGetValue("mtime", out var time) && Time(time) is { } mtime ? mtime : (modified - DateTimeOffset.UnixEpoch).Ticks * 100,
            Mode = mode == 0 ? (isDirectory ? 0x1ED : 0x1A4) : MaskedMode(kind, mode & 0xFFF),
            Uid = Number(words, "uid"),
            Gid = Number(words, "gid"),
            Inode = NumberOf(etag),
        };
    }

    /// <summary>A directory that no object stands for: something lies below it.</summary>
    public static Entry Implied(TreePath path) => new() { Path = path, Kind = EntryKind.Directory, Mode = 0x1ED };

    /// <summary>The number that stands for content: made from the ETag, which is another one for other content. Never 0.</summary>
    public static ulong NumberOf(string etag)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(Bare(etag)), hash);
        return Math.Max(1, BitConverter.ToUInt64(hash));
    }

    /// <summary>An ETag without its quotes: servers differ in whether they set them.</summary>
    public static string Bare(string etag) => etag.Trim('"');

    /// <summary>The ETag servers give what was made of parts; null where the parts' own are no MD5.</summary>
    public static string? OfParts(IEnumerable<string> etags)
    {
        var bare = etags.Select(Bare).ToArray();
        if (Array.Exists(bare, etag => etag.Length != 32 || !etag.All(char.IsAsciiHexDigit))) return null;
#pragma warning disable CA5351 // What servers make of it is MD5: it is compared with theirs, and nothing rests on it alone.
        return $"{Convert.ToHexStringLower(MD5.HashData([.. bare.SelectMany(Convert.FromHexString)]))}-{bare.Length.ToString(CultureInfo.InvariantCulture)}";
#pragma warning restore CA5351
    }

    /// <summary>A mode as it is kept.</summary>
    public static int MaskedMode(EntryKind kind, int mode) => kind == EntryKind.Directory ? mode & 0xFFF : mode & 0xFFF & ~SetIdBits;

    /// <summary>A whole mode as text. Without the zero s3fs takes it for a decimal number; in decimal rclone takes it for an octal one.</summary>
    public static string Mode(int mode) => "0" + Convert.ToString(mode, 8);

    /// <summary>The whole mode that a text says: octal with a zero before it, decimal as s3fs writes it, octal as rclone writes it; 0 when it is none.</summary>
    public static int Mode(string text)
    {
        if (!text.StartsWith('0') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mode) && mode <= 0xFFFF && (mode & TypeBits) is 0 or 0x1000 or 0x2000 or DirectoryType or 0x6000 or RegularType or LinkType or 0xC000) return mode;
        return text.Length is > 0 and < 9 && text.All(static c => c is >= '0' and <= '7') && Convert.ToInt32(text, 8) is var octal and <= 0xFFFF ? octal : 0;
    }

    /// <summary>Nanoseconds as seconds with a fraction.</summary>
    public static string Time(long nanoseconds)
    {
        var whole = nanoseconds / Second;
        var rest = Math.Abs(nanoseconds % Second);
        return string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds < 0 ? "-" : "")}{Math.Abs(whole)}.{rest:d9}");
    }

    /// <summary>Seconds with or without a fraction as nanoseconds; null when it is no such text.</summary>
    public static long? Time(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var dot = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = dot < 0 ? (digits, "") : (digits[..dot], digits[(dot + 1)..]);
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > long.MaxValue / Second - 1) return null;
        var padded = fraction.PadRight(9, '0')[..9];
        if (!long.TryParse(padded, NumberStyles.None, CultureInfo.InvariantCulture, out var rest)) return null;
        return isNegative ? -(seconds * Second + rest) : seconds * Second + rest;
    }

    private static int Number(IReadOnlyDictionary<string, string> words, string word) =>
        words.TryGetValue(word, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
