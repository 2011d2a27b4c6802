namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The two streams to a server and back, and what is known of their end.</summary>
internal abstract class SftpTransport : IAsyncDisposable
{
    /// <summary>What the server says.</summary>
    public abstract Stream FromServer { get; }

    /// <summary>What is said to it.</summary>
    public abstract Stream ToServer { get; }

    /// <summary>Why it ended, in words for people; empty when nothing is known.</summary>
    public abstract ValueTask<string> WhyAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
