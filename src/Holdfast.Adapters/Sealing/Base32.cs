namespace Holdfast.Adapters.Sealing;

/// <summary>
/// Bytes as the letters a-z and the digits 2-7 (RFC 4648, in lower case, without padding): what every store keeps as it is, also one that knows no
/// difference of case. Text that is not the one way to write its bytes is refused.
/// </summary>
internal static class Base32
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Letters for so many bytes.</summary>
    public static int LengthOf(int bytes) => (bytes * 8 + 4) / 5;

    /// <summary>Writes bytes.</summary>
    public static byte[] Write(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[LengthOf(bytes.Length)];
        var (held, bits, at) = (0, 0, 0);
        foreach (var b in bytes)
        {
            held = (held << 8 | b) & 0xfff;
            for (bits += 8; bits >= 5; bits -= 5) text[at++] = (byte)Letters[held >> (bits - 5) & 31];
        }
        if (bits > 0) text[at] = (byte)Letters[held << (5 - bits) & 31];
        return text;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null when it is nothing of that kind.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        if (LengthOf(bytes.Length) != text.Length) return null;
        var (held, bits, at) = (0, 0, 0);
        foreach (var letter in text)
        {
            var value = letter is >= (byte)'a' and <= (byte)'z' ? letter - 'a' : letter is >= (byte)'2' and <= (byte)'7' ? letter - '2' + 26 : -1;
            if (value < 0) return null;
            held = (held << 5 | value) & 0xfff;
            if ((bits += 5) < 8) continue;
            bits -= 8;
            bytes[at++] = (byte)(held >> bits);
        }
        return (held & (1 << bits) - 1) == 0 ? bytes : null;
    }
}
