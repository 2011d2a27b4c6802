namespace Holdfast.State.Sqlite;

/// <summary>A connection that many may ask for and one at a time has. The work itself is short and synchronous.</summary>
internal sealed class Gate(Connection connection) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Does some reading, or a single statement.</summary>
    public async ValueTask<T> RunAsync<T>(Func<Connection, T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return work(connection);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does some writing in one transaction, durable on return; nothing of it stands when it throws.</summary>
    public async ValueTask<T> WriteAsync<T>(Func<Connection, T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            using var transaction = connection.Begin();
            var result = work(connection);
            transaction.Commit();
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{Connection, T}, CancellationToken)"/>
    public async ValueTask ChangeAsync(Action<Connection> work, CancellationToken cancellation) =>
        _ = await WriteAsync(
            one =>
            {
                work(one);
                return true;
            },
            cancellation);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        connection.Dispose();
        _turn.Dispose();
    }
}
