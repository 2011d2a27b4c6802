using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Adapters.Sealing;

/// <summary>
/// A key as a file of text: the recovery lines themselves, or the key encrypted with a passphrase (PBKDF2 with SHA-512, AES-256-GCM). Lines that begin with
/// <c>#</c> are for people.
/// </summary>
public static class KeyFile
{
    /// <summary>Rounds of the derivation from a passphrase in new files.</summary>
    public const int Rounds = 600_000;

    private const int Version = 1;
    private const int MostRounds = 100_000_000;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private const string About = """
        # A key of Holdfast. Whoever has it can read everything that is encrypted with it.
        # Without it nobody can, Holdfast's makers included: a lost key is a lost backup.
        # Keep a copy elsewhere: holdfast key show-recovery FILE prints it for paper.
        """;

    /// <summary>A file that anybody can use who can read it.</summary>
    public static string Write(SealKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"{About}\nholdfast-key {Version}\nid {key.Id}\n{string.Join('\n', RecoveryLines.Of(key))}\n";
    }

    /// <summary>A file that is of no use without a passphrase.</summary>
    /// <param name="key">The key.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="chance">Makes salt and nonce.</param>
    /// <param name="rounds">How often the derivation goes round.</param>
    public static string Write(SealKey key, string passphrase, Chance chance, int rounds = Rounds)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(chance);
        var (salt, made) = (new byte[SaltSize], new byte[NonceSize + SealKey.Size + TagSize]);
        chance(salt);
        chance(made.AsSpan(0, NonceSize));
        using (var gcm = Cipher(passphrase, salt, rounds)) gcm.Encrypt(made.AsSpan(0, NonceSize), key.Bytes, made.AsSpan(NonceSize, SealKey.Size), made.AsSpan(NonceSize + SealKey.Size), Binding(key.Id));
        return string.Create(CultureInfo.InvariantCulture,
            $"{About}\nholdfast-key {Version}\nid {key.Id}\npassphrase pbkdf2-sha512 {rounds} {Convert.ToHexStringLower(salt)}\nsealed {Convert.ToHexStringLower(made)}\n");
    }

    /// <summary>Whether a file is of no use without a passphrase.</summary>
    public static bool NeedsPassphrase(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Lines(text).Any(line => line.StartsWith("passphrase ", StringComparison.Ordinal));
    }

    /// <summary>The key of a file.</summary>
    /// <param name="text">What the file says.</param>
    /// <param name="passphrase">The passphrase; null for none.</param>
    /// <exception cref="SealException">It is no such file, damaged, a newer one, or the passphrase is another.</exception>
    public static SealKey Read(string text, string? passphrase)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = Lines(text).ToArray();
        var version = Value(lines, "holdfast-key") ?? throw new SealException("it is no key file: it has no line 'holdfast-key 1'");
        if (version != Version.ToString(CultureInfo.InvariantCulture)) throw new SealException($"the key file has version {(version.Length > 9 ? "?" : version)}, this program knows {Version}: use a newer Holdfast");
        var id = Value(lines, "id") ?? throw new SealException("the key file has no id");
        var key = NeedsPassphrase(text) ? Opened(lines, id, passphrase ?? throw new SealException($"key {id} is kept under a passphrase, and none is given")) : RecoveryLines.Read(lines);
        return key.Id == id ? key : throw new SealException("the key in the file is not the one its id names: the file is damaged");
    }

    private static SealKey Opened(string[] lines, string id, string passphrase)
    {
        var how = Value(lines, "passphrase")!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (how is not ["pbkdf2-sha512", var count, var salt] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds is 0 or > MostRounds)
            throw new SealException("the key file says nothing this program knows of how its passphrase is used");
        try
        {
            var made = Convert.FromHexString(Value(lines, "sealed") ?? "");
            if (made.Length != NonceSize + SealKey.Size + TagSize) throw new FormatException("of another length");
            var key = new byte[SealKey.Size];
            using (var gcm = Cipher(passphrase, Convert.FromHexString(salt), rounds)) gcm.Decrypt(made.AsSpan(0, NonceSize), made.AsSpan(NonceSize, SealKey.Size), made.AsSpan(NonceSize + SealKey.Size), key, Binding(id));
            return new SealKey(key);
        }
        catch (FormatException e) { throw new SealException("the key file is damaged", e); }
        catch (AuthenticationTagMismatchException e) { throw new SealException($"the passphrase is not the one of key {id}, or the key file is damaged", e); }
    }

    private static AesGcm Cipher(string passphrase, byte[] salt, int rounds) => new(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, rounds, HashAlgorithmName.SHA512, 32), TagSize);

    private static byte[] Binding(string id) => Encoding.UTF8.GetBytes($"holdfast-key {Version} {id}");

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    private static string? Value(string[] lines, string word) => lines.FirstOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal))?[(word.Length + 1)..].Trim();
}
