using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Scheduling;

/// <summary>A run somebody asked for.</summary>
/// <param name="Scope">What it looks at.</param>
/// <param name="Asked">When it was asked for.</param>
/// <param name="Body">What is done in the runner's place; null for the runner itself.</param>
/// <param name="Cancellation">Takes the wish back, or ends the run.</param>
internal sealed record RunRequest(Scope Scope, DateTimeOffset Asked, Func<JobStart, CancellationToken, Task<JobEnd>>? Body, CancellationToken Cancellation)
{
    /// <summary>Whether it only looks, and leaves the job as it stood.</summary>
    public bool IsLook { get; init; }

    /// <summary>How it ended.</summary>
    public TaskCompletionSource<JobEnd> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A run under way.</summary>
/// <param name="Start">What it is.</param>
/// <param name="Since">When it began.</param>
/// <param name="Taken">The changes it handles.</param>
/// <param name="Request">Who asked for it; null when nobody did.</param>
/// <param name="Source">Ends it.</param>
internal sealed record RunUnderWay(JobStart Start, DateTimeOffset Since, Dirt? Taken, RunRequest? Request, CancellationTokenSource Source) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _isOver;

    /// <summary>Whether it only looks, and leaves the job as it stood.</summary>
    public bool IsLook => Request is { IsLook: true };

    /// <summary>What ends it.</summary>
    public CancellationToken Token { get; } = Source.Token;

    /// <summary>Ends it, unless it is over already.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (!_isOver) Source.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Source.Dispose();
        }
    }
}
