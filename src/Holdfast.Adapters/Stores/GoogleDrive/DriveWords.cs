using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// What Drive has no place for, in properties that this app alone sees: mode (octal, with the kind of file), owner, group, the time to the
/// nanosecond, where a link points, and a name that is no text. Each property has 124 bytes at most, so longer ones come in pieces.
/// </summary>
internal static class DriveWords
{
    public const string Mode = "hf-mode";
    public const string Uid = "hf-uid";
    public const string Gid = "hf-gid";
    public const string Mtime = "hf-mtime";

    /// <summary>In the trash: the number that what lies there had where it stood.</summary>
    public const string Was = "hf-was";

    /// <summary>Most bytes of where a link points.</summary>
    public const int LongestTarget = 18 * PieceBytes;

    private const string Target = "hf-to";
    private const string Name = "hf-name";
    private const int PieceBytes = 84;
    private const int SetIdBits = 0xC00;
    private const int TypeBits = 0xF000;
    private const int LinkType = 0xA000;
    private const long Millisecond = 1_000_000;

    /// <summary>What is noted with an entry that is written.</summary>
    public static JsonObject Of(Entry entry, string name)
    {
        var words = new JsonObject { [Uid] = Text(entry.Uid), [Gid] = Text(entry.Gid), [Mtime] = Text(entry.Mtime), [Was] = null };
        var type = entry.Kind switch { EntryKind.Directory => 0x4000, EntryKind.Symlink => LinkType, _ => 0x8000 };
        words[Mode] = Convert.ToString(type | Masked(entry.Kind, entry.Mode), 8);
        if (entry.Kind == EntryKind.Symlink) Put(words, Target, entry.Target.Span);
        if (DriveNames.Shown(name) != name) Put(words, Name, DriveNames.Bytes(name));
        return words;
    }

    /// <summary>A mode as it is kept.</summary>
    public static int Masked(EntryKind kind, int mode) => kind == EntryKind.Directory ? mode & 0xFFF : mode & 0xFFF & ~SetIdBits;

    /// <summary>Whether a file stands for a symbolic link.</summary>
    public static bool IsLink(DriveFile file) => (ModeOf(file) & TypeBits) == LinkType;

    /// <summary>The mode that is noted; 0 for none.</summary>
    public static int ModeOf(DriveFile file)
    {
        try { return file.Words.TryGetValue(Mode, out var text) ? Convert.ToInt32(text, 8) : 0; }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException) { return 0; }
    }

    /// <summary>A number that is noted; 0 for none.</summary>
    public static int NumberOf(DriveFile file, string word) => file.Words.TryGetValue(word, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The time: the one noted, as long as the server still tells the one that was set with it.</summary>
    public static long TimeOf(DriveFile file)
    {
        if (!file.Words.TryGetValue(Mtime, out var text) || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var noted)) return file.Modified;
        return file.IsFolder || Whole(noted) == file.Modified ? noted : file.Modified;
    }

    /// <summary>Where a link points.</summary>
    public static byte[] TargetOf(DriveFile file) => Get(file, Target) ?? [];

    /// <summary>The name: the one noted where Drive cannot show it, as long as nobody gave it another.</summary>
    public static string NameOf(DriveFile file) => Get(file, Name) is { } bytes && DriveNames.Text(bytes) is var name && DriveNames.Shown(name) == file.Name ? name : file.Name;

    /// <summary>A time as the server takes it.</summary>
    public static string Stamp(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(Whole(nanoseconds) / 100).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static long Whole(long nanoseconds) => nanoseconds - (nanoseconds % Millisecond + Millisecond) % Millisecond;

    // What follows the last piece is from an earlier, longer one.
    private static void Put(JsonObject words, string word, ReadOnlySpan<byte> bytes)
    {
        var piece = 0;
        for (; piece * PieceBytes < bytes.Length; piece++)
        {
            var part = bytes[(piece * PieceBytes)..Math.Min(bytes.Length, (piece + 1) * PieceBytes)];
            words[word + Text(piece)] = Convert.ToBase64String(part);
        }
        words[word + Text(piece)] = null;
    }

    private static byte[]? Get(DriveFile file, string word)
    {
        if (!file.Words.ContainsKey(word + "0")) return null;
        var bytes = new List<byte>();
        try { for (var piece = 0; file.Words.TryGetValue(word + Text(piece), out var text); piece++) bytes.AddRange(Convert.FromBase64String(text)); }
        catch (FormatException) { return null; }
        return [.. bytes];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
