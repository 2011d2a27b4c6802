namespace Holdfast.Adapters.Sealing;

/// <summary>
/// Names and what links point to, by AES-SIV: one name always becomes the same one, so that it can be found again without a table. A name is
/// encrypted by itself, not with what stands above it: a directory can then be renamed without all that lies in it.
/// </summary>
public sealed class NameSeal : IDisposable
{
    private readonly AesSiv _siv;

    /// <summary>Takes a key.</summary>
    public NameSeal(SealKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _siv = new AesSiv(key.ForNames());
    }

    /// <summary>Bytes that a name of so many bytes takes.</summary>
    public static int LengthOf(int name) => Base32.LengthOf(name + AesSiv.Overhead);

    /// <summary>Encrypts one component of a path.</summary>
    public byte[] Name(ReadOnlySpan<byte> name) => Base32.Write(_siv.Seal("name"u8, name));

    /// <summary>One component of a path; null when it was not made with this key.</summary>
    public byte[]? OpenName(ReadOnlySpan<byte> made) => Base32.Read(made) is { } bytes ? _siv.Open("name"u8, bytes) : null;

    /// <summary>Encrypts what a link points to.</summary>
    public byte[] Target(ReadOnlySpan<byte> target) => Base32.Write(_siv.Seal("link"u8, target));

    /// <summary>What a link points to; null when it was not made with this key.</summary>
    public byte[]? OpenTarget(ReadOnlySpan<byte> made) => Base32.Read(made) is { } bytes ? _siv.Open("link"u8, bytes) : null;

    /// <inheritdoc/>
    public void Dispose() => _siv.Dispose();
}
