using System.Security.Cryptography;
using System.Text;
using Holdfast.State;

namespace Holdfast.Daemon.SigningIn;

/// <summary>
/// What people granted when they signed in to a store, in the state directory: encrypted (AES-256-GCM) with a key that lies beside it in a
/// file of its own, both for this account alone. A copy of one without the other is of no use to anybody.
/// </summary>
/// <param name="stateDirectory">The state directory.</param>
public sealed class GrantBook(string stateDirectory)
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _directory = Path.Combine(stateDirectory, "grants");

    /// <summary>What was granted for a store; null when nobody signed in, or what is kept cannot be read any more.</summary>
    public async ValueTask<string?> ReadAsync(string store, CancellationToken cancellation)
    {
        var file = FileOf(store);
        if (!File.Exists(file) || !File.Exists(KeyFile)) return null;
        var kept = await File.ReadAllBytesAsync(file, cancellation);
        var key = await File.ReadAllBytesAsync(KeyFile, cancellation);
        if (kept.Length <= 1 + NonceBytes + TagBytes || kept[0] != Version || key.Length != KeyBytes) return null;
        var plain = new byte[kept.Length - 1 - NonceBytes - TagBytes];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(kept.AsSpan(1, NonceBytes), kept.AsSpan(1 + NonceBytes + TagBytes), kept.AsSpan(1 + NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(store));
        }
        catch (CryptographicException)
        {
            // Made with another key, or damaged: signing in again mends it.
            return null;
        }
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Keeps what was granted for a store.</summary>
    public async ValueTask WriteAsync(string store, string grant, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_directory);
        else Directory.CreateDirectory(_directory, OwnerOnly | UnixFileMode.UserExecute);
        var key = await KeyAsync(cancellation);
        var plain = Encoding.UTF8.GetBytes(grant);
        var kept = new byte[1 + NonceBytes + TagBytes + plain.Length];
        kept[0] = Version;
        RandomNumberGenerator.Fill(kept.AsSpan(1, NonceBytes));
        using (var cipher = new AesGcm(key, TagBytes)) cipher.Encrypt(kept.AsSpan(1, NonceBytes), plain, kept.AsSpan(1 + NonceBytes + TagBytes), kept.AsSpan(1 + NonceBytes, TagBytes), Encoding.UTF8.GetBytes(store));
        WholeFile.Write(FileOf(store), kept, OwnerOnly);
    }

    private string KeyFile => Path.Combine(_directory, "key");

    private string FileOf(string store) => Path.Combine(_directory, store + ".grant");

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellation)
    {
        if (File.Exists(KeyFile) && await File.ReadAllBytesAsync(KeyFile, cancellation) is { Length: KeyBytes } known) return known;
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        WholeFile.Write(KeyFile, key, OwnerOnly);
        return key;
    }
}
