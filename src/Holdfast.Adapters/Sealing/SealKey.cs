using System.Security.Cryptography;

namespace Holdfast.Adapters.Sealing;

/// <summary>Fills bytes with what nobody can foresee.</summary>
public delegate void Chance(Span<byte> bytes);

/// <summary>
/// A key of 256 bits from which everything else is derived (HKDF with SHA-256): a key for each file, those for names, and the id by which
/// it is known. docs/encryption.md says each derivation; none may ever change.
/// </summary>
public sealed class SealKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>Bytes of an id.</summary>
    public const int IdSize = 8;

    private readonly byte[] _bytes;

    /// <summary>Takes a key.</summary>
    /// <param name="bytes">The <see cref="Size"/> bytes of it.</param>
    public SealKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"a key has {Size} bytes", nameof(bytes));
        _bytes = bytes.ToArray();
        Mark = Derive("holdfast/1/key-id"u8, [], IdSize);
    }

    /// <summary>What it is known by: sixteen hexadecimal digits, from which nobody can tell anything of the key.</summary>
    public string Id => Convert.ToHexStringLower(Mark);

    /// <summary>The id as bytes, as headers bear it.</summary>
    internal byte[] Mark { get; }

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key.</summary>
    public static SealKey Create(Chance chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        Span<byte> bytes = stackalloc byte[Size];
        chance(bytes);
        var key = new SealKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>The key of one file's content.</summary>
    /// <param name="salt">What its header bears.</param>
    internal byte[] ForContent(ReadOnlySpan<byte> salt) => Derive("holdfast/1/content"u8, salt, 32);

    /// <summary>The keys of names: of their authentication, then of their encryption.</summary>
    internal byte[] ForNames() => Derive("holdfast/1/names"u8, [], 64);

    /// <inheritdoc/>
    public override string ToString() => $"key {Id}";

    private byte[] Derive(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> salt, int length)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, derived, salt, purpose);
        return derived;
    }
}
