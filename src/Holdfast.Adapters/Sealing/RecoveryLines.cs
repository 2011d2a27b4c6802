using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Adapters.Sealing;

/// <summary>
/// A key as four lines that can be written on paper and typed in again: each holds eight bytes of it and two by which a slip in that very line is seen.
/// </summary>
public static class RecoveryLines
{
    private const int Lines = 4;
    private const int Part = SealKey.Size / Lines;
    private const int Check = 2;

    /// <summary>The lines of a key.</summary>
    public static IReadOnlyList<string> Of(SealKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var lines = new string[Lines];
        for (var i = 0; i < Lines; i++)
        {
            var part = key.Bytes.Slice(i * Part, Part);
            var letters = Encoding.ASCII.GetString(Base32.Write([.. part, .. CheckOf(i, part)]));
            lines[i] = $"{i + 1} {letters[..4]} {letters[4..8]} {letters[8..12]} {letters[12..]}";
        }
        return lines;
    }

    /// <summary>Whether a line may be one of these.</summary>
    public static bool Looks(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Length > 2 && line[0] is >= '1' and <= '4' && line[1] is ' ' or '\t' or ':' or '.';
    }

    /// <summary>The key of some lines, in any order; case and blanks mean nothing.</summary>
    /// <exception cref="SealException">A line is missing, or was not written as it was made; it is named.</exception>
    public static SealKey Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var bytes = new byte[SealKey.Size];
        var seen = new HashSet<int>();
        foreach (var line in lines.Where(Looks))
        {
            var i = line[0] - '1';
            // What looks like one of the letters on paper, and is none, can only be that letter.
            var letters = Encoding.UTF8.GetBytes(string.Concat(line[2..].Where(c => !char.IsWhiteSpace(c) && c != '-')).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l').Replace('8', 'b'));
            if (Base32.Read(letters) is not { Length: Part + Check } read || !CheckOf(i, read.AsSpan(0, Part)).AsSpan().SequenceEqual(read.AsSpan(Part)))
                throw new SealException($"line {i + 1} is not as it was made: it has four groups of four letters and digits; compare it with what was printed");
            if (!seen.Add(i)) throw new SealException($"line {i + 1} is there twice");
            read.AsSpan(0, Part).CopyTo(bytes.AsSpan(i * Part));
        }
        for (var i = 0; i < Lines; i++) if (!seen.Contains(i)) throw new SealException($"line {i + 1} is missing: there are {Lines}, each with its number before it");
        return new SealKey(bytes);
    }

    private static byte[] CheckOf(int line, ReadOnlySpan<byte> part) => SHA256.HashData([(byte)(line + 1), .. part])[..Check];
}
