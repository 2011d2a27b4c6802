using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Makes calls of a store on one of its connections, again on another one when that is lost, and tells errors in the store's words.</summary>
internal sealed class SftpService(string store, SftpPool pool, NetworkCalls calls, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What a call that was given up gets to come to its end, because others use its connection.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The calls it makes.</summary>
    public NetworkCalls Calls => calls;

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
    public Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation) => MakeAsync(() => null, false, what, path, bytes, call, cancellation);

    /// <summary>Makes a call that carries content: on a connection of its own where there may be one more, for it keeps both ends of it busy.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public Task<T> CarryAsync<T>(string what, TreePath path, long bytes, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation) => MakeAsync(() => null, true, what, path, bytes, call, cancellation);

    /// <summary>Makes a call on a connection where something is open already, as long as that stands; else on another.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public Task<T> CallOnAsync<T>(Func<SftpSession?> wished, string what, TreePath path, long bytes, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation) => MakeAsync(wished, true, what, path, bytes, call, cancellation);

    /// <summary>Makes a call that tells nothing.</summary>
    public Task CallAsync(string what, TreePath path, Func<SftpSession, Try, CancellationToken, Task> call, CancellationToken cancellation) => CallAsync(what, path, 0, async (session, number, token) =>
    {
        await call(session, number, token);
        return true;
    }, cancellation);

    /// <summary>What is never touched.</summary>
    public StoreException Refused(TreePath path, string cause) => new(store, path, StoreFault.Refused, cause);

    /// <summary>What was sent is not there any more: it is to be sent again.</summary>
    public StoreException Lost(TreePath path, string cause) => new(store, path, StoreFault.Transient, cause);

    /// <summary>What stands there is not what was expected.</summary>
    public WorldChangedException Changed(TreePath path, string cause) => new(store, path, cause);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<T> MakeAsync<T>(Func<SftpSession?> wished, bool carries, string what, TreePath path, long bytes, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try { return await calls.CallAsync(what, path, bytes, (number, token) => TryAsync(wished(), carries ? bytes : null, number, call, token, cancellation), cancellation); }
        catch (Exception e) when (e is IOException and not StoreException or TimeoutException) { throw Translate(path, e); }
        // The caller's work is not to be done where answers are taken.
        finally { await Task.Yield(); }
    }

    private async Task<T> TryAsync<T>(SftpSession? wished, long? content, Try number, Func<SftpSession, Try, CancellationToken, Task<T>> call, CancellationToken limit, CancellationToken cancellation)
    {
        using var lease = await pool.EnterAsync(wished, content, limit);
        using var over = new CancellationTokenSource();
        var stuck = Task.CompletedTask;
        var watch = limit.UnsafeRegister(_ => stuck = EndAfterGraceAsync(lease.Session, over.Token), null);
        try { return await call(lease.Session, number, limit); }
        catch (Exception e) when (e is SftpProtocolException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Out of step, or silent for too long: nobody else shall believe it or wait on it.
            await pool.EndAsync(lease.Session);
            throw;
        }
        finally
        {
            await watch.DisposeAsync();
            await over.CancelAsync();
            await stuck;
        }
    }

    // A server that is still there but answers nothing would hold up whoever must hear how a request went: an open, a write.
    private async Task EndAfterGraceAsync(SftpSession session, CancellationToken over)
    {
        try { await Task.Delay(Grace, time, over); }
        catch (OperationCanceledException) { return; }
        await pool.EndAsync(session);
    }

    private Exception Translate(TreePath path, Exception error) => error switch
    {
        SftpStatusException { Code: StatusCode.NoSuchFile } e => new StoreException(store, path, StoreFault.NotFound, "there is nothing of that name", e),
        SftpStatusException { Code: StatusCode.PermissionDenied } e => new StoreException(store, path, StoreFault.Denied, "the server does not permit it", e),
        SftpStatusException e => new StoreException(store, path, StoreFault.Other, $"the server could not do it ({e.Message})", e),
        SftpConnectionException { IsRefusal: true } e => new StoreException(store, path, StoreFault.Refused, e.Message, e),
        SftpConnectionException { IsDenial: true } e => new StoreException(store, path, StoreFault.Denied, e.Message, e),
        SftpConnectionException { IsFinal: true } e => new StoreException(store, path, StoreFault.Unavailable, e.Message, e),
        SftpConnectionException or TimeoutException => new StoreException(store, path, StoreFault.Transient, error.Message, error),
        SftpProtocolException => new StoreException(store, path, StoreFault.Unavailable, error.Message, error),
        _ => error,
    };
}
