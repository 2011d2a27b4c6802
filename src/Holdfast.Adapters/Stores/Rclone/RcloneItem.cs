using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>One name of a listing, as rclone tells it.</summary>
/// <param name="Name">The last component.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Size">Bytes; -1 when not known.</param>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Hash">The hash the remote tells, hexadecimal; null for none.</param>
internal sealed record RcloneItem(string Name, bool IsDirectory, long Size, long Modified, string? Hash)
{
    private const int FileMode = 0x1A4;
    private const int DirectoryMode = 0x1ED;

    /// <summary>Reads one.</summary>
    public static RcloneItem Read(JsonElement item, string? hash) => new(
        item.GetProperty(nameof(Name)).GetString() ?? "",
        item.GetProperty("IsDir").GetBoolean(),
        item.GetProperty(nameof(Size)).GetInt64(),
        item.TryGetProperty("ModTime", out var time) && time.GetString() is { Length: > 0 } text ? Time(text) : 0,
        hash is not null && item.TryGetProperty("Hashes", out var hashes) && hashes.ValueKind == JsonValueKind.Object && hashes.TryGetProperty(hash, out var value) && value.GetString() is { Length: > 0 } told ? told.ToLowerInvariant() : null);

    /// <summary>The entry of it. Modes and owners are as for anything nobody told them of.</summary>
    public Entry ToEntry(TreePath path) => IsDirectory ? Directory(path) : new Entry
    {
        Path = path,
        Kind = EntryKind.File,
        Size = Math.Max(0, Size),
        IsSizeUnknown = Size < 0,
        Mtime = Modified,
        Mode = FileMode,
        Inode = Hash is null ? 0 : NumberOf(Hash),
    };

    /// <summary>A directory. Of its time nothing is told: remotes differ in what they mean by it.</summary>
    public static Entry Directory(TreePath path) => new() { Path = path, Kind = EntryKind.Directory, Mode = DirectoryMode };

    /// <summary>Whether this is what was seen, as far as the remote can tell.</summary>
    public static bool IsStill(Entry expected, Entry found, long grain) =>
        expected.Kind == found.Kind
        && (expected.IsDirectory
            || ((expected.IsSizeUnknown || found.IsSizeUnknown || expected.Size == found.Size)
                && (grain == 0 || expected.Mtime / grain == found.Mtime / grain)
                && (expected.Inode == 0 || found.Inode == 0 || expected.Inode == found.Inode)));

    // The number that stands for content. Never 0.
    private static ulong NumberOf(string hash)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(hash), digest);
        return Math.Max(1, BitConverter.ToUInt64(digest));
    }

    private static long Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Nanoseconds(text, time) : 0;

    // Nine digits are told, of which the framework's times keep seven.
    private static long Nanoseconds(string text, DateTimeOffset time)
    {
        var whole = time.ToUnixTimeSeconds() * 1_000_000_000;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return whole;
        var digits = new string([.. text.AsSpan(dot + 1).ToArray().TakeWhile(char.IsAsciiDigit)]);
        return whole + long.Parse(digits.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
    }
}
