namespace Holdfast.TestKit;

/// <summary>
/// Waits for something to become true without sleeping or polling: whoever changes what is waited for says so with
/// <see cref="Notify"/>. A deadline of real time turns a hang into a failure with a message.
/// </summary>
public sealed class Eventually
{
    /// <summary>How long tests wait before they call it a hang. It costs nothing when nothing hangs, and a machine may have other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private TaskCompletionSource _next = New();

    /// <summary>Something may have changed.</summary>
    public void Notify()
    {
        TaskCompletionSource told;
        lock (_gate) (told, _next) = (_next, New());
        told.SetResult();
    }

    /// <summary>Returns when the condition holds; it is asked now and after every <see cref="Notify"/>.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            Task next;
            lock (_gate) next = _next.Task;
            if (condition()) return;
            try { await next.WaitAsync(deadline.Token); }
            catch (OperationCanceledException) { throw new TimeoutException($"waited {patience ?? Patience} in vain for: {what}"); }
        }
    }

    /// <summary>Awaits a task that must end soon.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static async Task SoonAsync(Task task, string what, TimeSpan? patience = null)
    {
        try { await task.WaitAsync(patience ?? Patience); }
        catch (TimeoutException) when (!task.IsCompleted) { throw new TimeoutException($"waited {patience ?? Patience} in vain for: {what}"); }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
