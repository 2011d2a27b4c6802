using Holdfast.Adapters.Sealing;

namespace Holdfast.Tests.Adapters.Sealing;

/// <summary>Keys, salts and contents whose every byte is known.</summary>
internal static class Samples
{
    /// <summary>The key whose bytes are 0 to 31.</summary>
    public static SealKey Key { get; } = new([.. Enumerable.Range(0, SealKey.Size).Select(i => (byte)i)]);

    /// <summary>Another one.</summary>
    public static SealKey OtherKey { get; } = new([.. Enumerable.Range(100, SealKey.Size).Select(i => (byte)i)]);

    /// <summary>Fills with the bytes from 64 on.</summary>
    public static void Counted(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(0x40 + i);
    }

    /// <summary>Content of a length.</summary>
    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 251))];

    /// <summary>Encrypts.</summary>
    public static async Task<byte[]> SealAsync(byte[] plain, SealKey? key = null)
    {
        using var made = new MemoryStream();
        await SealedStream.SealAsync(new MemoryStream(plain), made, key ?? Key, Counted, TestContext.Current.CancellationToken);
        return made.ToArray();
    }

    /// <summary>Decrypts.</summary>
    public static async Task<byte[]> OpenAsync(byte[] made, params SealKey[] keys)
    {
        using var plain = new MemoryStream();
        await SealedStream.OpenAsync(new MemoryStream(made), plain, keys.Length > 0 ? keys : [Key], TestContext.Current.CancellationToken);
        return plain.ToArray();
    }
}
