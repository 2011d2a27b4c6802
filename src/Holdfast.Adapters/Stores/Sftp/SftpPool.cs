namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>A few connections to one server, made when they are needed and made anew when they end.</summary>
/// <param name="connect">Reaches the server.</param>
/// <param name="most">At most so many.</param>
internal sealed class SftpPool(Func<SftpTransport> connect, int most) : IAsyncDisposable
{
    // What takes longer to send than a connection takes to be made.
    private const long WorthWaiting = 16 << 20;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _opening = new(1);
    private readonly List<SftpSession> _sessions = [];
    private int? _letIn;
    private bool _isClosed;

    /// <summary>A connection to be used for one call: the wished one as long as it stands, else the one with the least to do, or another one.</summary>
    /// <param name="wished">Where something is open already; null for nowhere.</param>
    /// <param name="content">Bytes of content that the call carries; null for a call that carries none: those share what there is, for an answer comes sooner than a connection.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SftpConnectionException">The server cannot be reached.</exception>
    public async ValueTask<Lease> EnterAsync(SftpSession? wished, long? content, CancellationToken cancellation)
    {
        if (wished is { IsAlive: true }) return new Lease(wished);
        foreach (var dead in TakeDead()) await dead.DisposeAsync();
        if (Choose(mayShare: content is null) is { } free) return free;
        // While somebody opens another one, those there are do; not for what would keep them busy for long.
        if (_opening.CurrentCount == 0 && content is not >= WorthWaiting && Choose(mayShare: true) is { } shared) return shared;
        await _opening.WaitAsync(cancellation);
        try { return Choose(mayShare: content is null) ?? await OpenAsync(cancellation); }
        // The server may let in fewer than we would like: those there are do, and it is not asked again.
        catch (SftpConnectionException)
        {
            if (Choose(mayShare: true) is not { } other) throw;
            lock (_gate) _letIn = Math.Max(1, _sessions.Count);
            return other;
        }
        finally { _opening.Release(); }
    }

    /// <summary>Ends a connection on which something hangs.</summary>
    public async ValueTask EndAsync(SftpSession session)
    {
        lock (_gate) _sessions.Remove(session);
        await session.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SftpSession[] all;
        lock (_gate)
        {
            _isClosed = true;
            all = [.. _sessions];
            _sessions.Clear();
        }
        foreach (var session in all) await session.DisposeAsync();
        _opening.Dispose();
    }

    private async ValueTask<Lease> OpenAsync(CancellationToken cancellation)
    {
        var session = new SftpSession(await SftpConnection.OpenAsync(connect(), cancellation));
        try { await session.LearnAsync(cancellation); }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        return await AddAsync(session);
    }

    private List<SftpSession> TakeDead()
    {
        lock (_gate)
        {
            var dead = _sessions.FindAll(session => !session.IsAlive);
            _sessions.RemoveAll(dead.Contains);
            if (_sessions.Count == 0) _letIn = null;
            return dead;
        }
    }

    private Lease? Choose(bool mayShare)
    {
        lock (_gate)
        {
            var best = _sessions.Where(session => session.IsAlive).MinBy(session => session.Busy);
            return best is not null && (mayShare || best.Busy == 0 || _sessions.Count >= (_letIn ?? most)) ? new Lease(best) : null;
        }
    }

    private async ValueTask<Lease> AddAsync(SftpSession session)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _sessions.Add(session);
                return new Lease(session);
            }
        }
        await session.DisposeAsync();
        throw new SftpConnectionException("the connection was closed");
    }

    /// <summary>The use of a connection for a while.</summary>
    internal sealed class Lease : IDisposable
    {
        public Lease(SftpSession session)
        {
            Session = session;
            session.Enter();
        }

        public SftpSession Session { get; }

        public void Dispose() => Session.Leave();
    }
}
