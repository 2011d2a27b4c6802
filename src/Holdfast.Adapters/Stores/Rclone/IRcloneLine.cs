namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>The way to an rclone that listens for us.</summary>
internal interface IRcloneLine : IAsyncDisposable
{
    /// <summary>Which program is at its other end, and how it is reached, for people.</summary>
    string Shown { get; }

    /// <summary>Speaks to the one that runs; starts one when none does.</summary>
    /// <exception cref="RcloneGoneException">It cannot be started, or is left alone for a while.</exception>
    ValueTask<HttpClient> EnterAsync(CancellationToken cancellation);
}
