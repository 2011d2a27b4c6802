using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Holdfast.Daemon.Accounts;

/// <summary>Hashes passwords, slowly on purpose (PBKDF2 with HMAC-SHA-512), a few at a time so that guessing does not take the machine.</summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>Fewest characters of a password.</summary>
    public const int Shortest = 12;

    /// <summary>Most characters of a password: longer ones would be work for nothing.</summary>
    public const int Longest = 256;

    /// <summary>Rounds, by the advice of 2023 for this function.</summary>
    public const int Rounds = 210_000;

    private const int AtOnce = 2;
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);
    private readonly Lazy<string> _noOne;

    /// <summary>Makes one.</summary>
    /// <param name="rounds">Rounds of new hashes.</param>
    public Passwords(int rounds = Rounds)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        _noOne = new Lazy<string>(() => _hasher.HashPassword(Nobody, Secrets.New()));
    }

    /// <summary>What is wrong with a password that is to be set; null when nothing is.</summary>
    public static string? Problem(string password) =>
        password.Length < Shortest ? $"a password has at least {Shortest} characters"
        : password.Length > Longest ? $"a password has at most {Longest} characters"
        : password.Distinct().Count() < 5 ? "a password has at least 5 different characters"
        : null;

    /// <summary>The hash of a password.</summary>
    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try { return await Task.Run(() => _hasher.HashPassword(Nobody, password), cancellation); }
        finally { _turns.Release(); }
    }

    /// <summary>Whether a password is the one of a hash. Without a hash it takes as long, and it is not.</summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellation)
    {
        if (password.Length > Longest) return false;
        await _turns.WaitAsync(cancellation);
        try
        {
            var result = await Task.Run(() => _hasher.VerifyHashedPassword(Nobody, hash ?? _noOne.Value, password), cancellation);
            return hash is not null && result != PasswordVerificationResult.Failed;
        }
        finally { _turns.Release(); }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
