namespace Holdfast.Adapters.SigningIn;

/// <summary>The token that requests carry, renewed before it runs out and when it is refused; by one caller at a time, for all.</summary>
/// <param name="ask">Gets a new one.</param>
/// <param name="time">The clock.</param>
internal sealed class GoogleTokens(Func<CancellationToken, Task<GoogleToken>> ask, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile GoogleToken? _token;
    private DateTimeOffset _until;

    /// <summary>A token that is good.</summary>
    /// <param name="refused">One that was not accepted; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SignInException">There is none to be had.</exception>
    public async ValueTask<string> TakeAsync(string? refused, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_token is { } there && there.Access != refused && time.GetUtcNow() < _until) return there.Access;
            var token = await ask(cancellation);
            _until = time.GetUtcNow() + (token.Lasts > Early * 2 ? token.Lasts - Early : token.Lasts / 2);
            _token = token;
            return token.Access;
        }
        finally { _one.Release(); }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
