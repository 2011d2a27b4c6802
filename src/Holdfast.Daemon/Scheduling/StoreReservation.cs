namespace Holdfast.Daemon.Scheduling;

/// <summary>Stores that are kept free of runs, until disposed.</summary>
internal sealed class StoreReservation(IReadOnlyList<string> stores, DateTimeOffset asked, Action<StoreReservation> release) : IDisposable
{
    private int _disposed;

    /// <summary>The stores.</summary>
    public IReadOnlyList<string> Stores => stores;

    /// <summary>When they were asked for.</summary>
    public DateTimeOffset Asked => asked;

    /// <summary>Set when they are free.</summary>
    public TaskCompletionSource<IDisposable> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) release(this);
    }
}
