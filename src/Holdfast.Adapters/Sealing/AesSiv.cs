using System.Security.Cryptography;

namespace Holdfast.Adapters.Sealing;

/// <summary>
/// AES-SIV (RFC 5297) with one piece of associated data: the same input always gives the same output, nothing else of it can be seen, and what was
/// changed is not opened. Made for short things such as names.
/// </summary>
internal sealed class AesSiv : IDisposable
{
    /// <summary>Bytes that what is encrypted is longer than what it was.</summary>
    public const int Overhead = 16;

    private const int Block = 16;
    private static readonly byte[] Zero = new byte[Block];
    private readonly Lock _gate = new();
    private readonly Aes _mac;
    private readonly Aes _counter;
    private readonly byte[] _whole;
    private readonly byte[] _padded;

    /// <summary>Takes a key.</summary>
    /// <param name="key">Two AES keys of one length: of the authentication, then of the encryption.</param>
    public AesSiv(ReadOnlySpan<byte> key)
    {
        (_mac, _counter) = (Aes.Create(), Aes.Create());
        (_mac.Key, _counter.Key) = (key[..(key.Length / 2)].ToArray(), key[(key.Length / 2)..].ToArray());
        _whole = Double(_mac.EncryptEcb(Zero, PaddingMode.None));
        _padded = Double(_whole);
    }

    /// <summary>Encrypts.</summary>
    public byte[] Seal(ReadOnlySpan<byte> about, ReadOnlySpan<byte> plain)
    {
        var made = new byte[Overhead + plain.Length];
        lock (_gate)
        {
            var tag = Tag(about, plain);
            tag.CopyTo(made, 0);
            Count(tag, plain, made.AsSpan(Overhead));
        }
        return made;
    }

    /// <summary>Decrypts; null when it was not made with this key.</summary>
    public byte[]? Open(ReadOnlySpan<byte> about, ReadOnlySpan<byte> made)
    {
        if (made.Length < Overhead) return null;
        var plain = new byte[made.Length - Overhead];
        lock (_gate)
        {
            Count(made[..Overhead], made[Overhead..], plain);
            return CryptographicOperations.FixedTimeEquals(Tag(about, plain), made[..Overhead]) ? plain : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mac.Dispose();
        _counter.Dispose();
    }

    // S2V of the RFC.
    private byte[] Tag(ReadOnlySpan<byte> about, ReadOnlySpan<byte> plain)
    {
        var mixed = Double(Cmac(Zero));
        Mix(mixed, Cmac(about));
        byte[] last;
        if (plain.Length >= Block)
        {
            last = plain.ToArray();
            Mix(last.AsSpan(last.Length - Block), mixed);
        }
        else
        {
            last = Double(mixed);
            Mix(last, plain);
            last[plain.Length] ^= 0x80;
        }
        return Cmac(last);
    }

    private byte[] Cmac(ReadOnlySpan<byte> text)
    {
        var isWhole = text.Length > 0 && text.Length % Block == 0;
        var padded = new byte[isWhole ? text.Length : (text.Length / Block + 1) * Block];
        text.CopyTo(padded);
        if (!isWhole) padded[text.Length] = 0x80;
        Mix(padded.AsSpan(padded.Length - Block), isWhole ? _whole : _padded);
        return _mac.EncryptCbc(padded, Zero, PaddingMode.None)[^Block..];
    }

    private void Count(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.IsEmpty) return;
        var blocks = new byte[(from.Length + Block - 1) / Block * Block];
        Span<byte> counter = stackalloc byte[Block];
        tag.CopyTo(counter);
        counter[8] &= 0x7f;
        counter[12] &= 0x7f;
        for (var at = 0; at < blocks.Length; at += Block)
        {
            counter.CopyTo(blocks.AsSpan(at));
            for (var i = Block - 1; i >= 0 && ++counter[i] == 0;) i--;
        }
        var stream = _counter.EncryptEcb(blocks, PaddingMode.None);
        for (var i = 0; i < from.Length; i++) to[i] = (byte)(from[i] ^ stream[i]);
    }

    private static byte[] Double(ReadOnlySpan<byte> block)
    {
        var doubled = new byte[Block];
        for (var i = 0; i < Block; i++) doubled[i] = (byte)(block[i] << 1 | (i + 1 < Block ? block[i + 1] >> 7 : 0));
        if ((block[0] & 0x80) != 0) doubled[^1] ^= 0x87;
        return doubled;
    }

    private static void Mix(Span<byte> into, ReadOnlySpan<byte> what)
    {
        for (var i = 0; i < what.Length; i++) into[i] ^= what[i];
    }
}
