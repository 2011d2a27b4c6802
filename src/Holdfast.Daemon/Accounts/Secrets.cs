using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Daemon.Accounts;

/// <summary>Secrets that programs hold: made by chance, and kept here as a digest alone.</summary>
internal static class Secrets
{
    /// <summary>What every token begins with, so that one that leaked is found by those who look for such.</summary>
    public const string TokenPrefix = "holdfast_";

    private const int Bytes = 32;

    /// <summary>A new secret of 256 bits.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A short name that is not secret.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>What is kept of a secret. It needs no salt and no slowness: nobody guesses 256 bits.</summary>
    public static byte[] Digest(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether two secrets are the same, in a time that does not tell where they differ.</summary>
    public static bool AreEqual(string left, string right) => CryptographicOperations.FixedTimeEquals(Digest(left), Digest(right));
}
