using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Makes calls of a store on one of its connections, again on another one when that is lost, and tells errors in the store's words.</summary>
internal sealed class SftpService(string store, SftpPool pool, NetworkCalls calls) : IAsyncDisposable
{
    /// <summary>What an error means for the next try.</summary>
    public static Failure Classify(Exception error) => error switch
    {
        SftpConnectionException { IsFinal: true } => Failure.Permanent,
        SftpConnectionException or TimeoutException or SftpStatusException { Code: StatusCode.ConnectionLost or StatusCode.NoConnection } => Failure.Passing,
        _ => Failure.Permanent,
    };

    /// <summary>Makes a call.</summary>
    /// <param name="what">What is done, for notes.</param>
    /// <param name="path">What it is done to.</param>
    /// <param name="bytes">Bytes that are sent: they get time.</param>
    /// <param name="call">One try of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">It failed.</exception>
    public async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try { return await calls.CallAsync(what, path, bytes, (number, token) => TryAsync(number, call, token), cancellation); }
        catch (Exception e) when (e is IOException and not StoreException or TimeoutException) { throw Translate(path, e); }
    }

    /// <summary>Makes a call that tells nothing.</summary>
    public Task CallAsync(string what, TreePath path, Func<SftpSession, Try, CancellationToken, Task> call, CancellationToken cancellation) => CallAsync(what, path, 0, async (session, number, token) =>
    {
        await call(session, number, token);
        return true;
    }, cancellation);

    /// <summary>What is never touched.</summary>
    public StoreException Refused(TreePath path, string cause) => new(store, path, StoreFault.Refused, cause);

    /// <summary>What stands there is not what was expected.</summary>
    public WorldChangedException Changed(TreePath path, string cause) => new(store, path, cause);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<T> TryAsync<T>(Try number, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var lease = await pool.EnterAsync(cancellation);
        try { return await call(lease.Session, number, cancellation); }
        catch (Exception e) when (e is SftpProtocolException or OperationCanceledException)
        {
            // Out of step, or too slow to be waited for any longer: others shall not wait on it either.
            if (e is SftpProtocolException) await pool.EndAsync(lease.Session);
            throw;
        }
    }

    private Exception Translate(TreePath path, Exception error) => error switch
    {
        SftpStatusException { Code: StatusCode.NoSuchFile } e => new StoreException(store, path, StoreFault.NotFound, "there is nothing of that name", e),
        SftpStatusException { Code: StatusCode.PermissionDenied } e => new StoreException(store, path, StoreFault.Denied, "the server does not permit it", e),
        SftpStatusException e => new StoreException(store, path, StoreFault.Other, $"the server could not do it ({e.Message})", e),
        SftpConnectionException { IsFinal: true } e => new StoreException(store, path, StoreFault.Unavailable, e.Message, e),
        SftpConnectionException or TimeoutException => new StoreException(store, path, StoreFault.Transient, error.Message, error),
        SftpProtocolException => new StoreException(store, path, StoreFault.Unavailable, error.Message, error),
        _ => error,
    };
}
