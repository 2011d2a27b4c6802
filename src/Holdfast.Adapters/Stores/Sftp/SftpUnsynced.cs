using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Files that wait open under their temporary names until many are made durable together.</summary>
/// <param name="server">Writes out many at once, where the server does that.</param>
internal sealed class SftpUnsynced(ServerFlush server) : IAsyncDisposable
{
    // To sign in for a command costs as much as so many flushes.
    private const int WorthACommand = 64;

    // Asked of all connections together: each of them does one after the other.
    private const int AtOnce = 64;
    private readonly Lock _gate = new();
    private List<SftpStage> _waiting = [];

    /// <summary>Takes one that waits.</summary>
    public void Add(SftpStage staged)
    {
        lock (_gate) _waiting.Add(staged);
    }

    /// <summary>Makes all that wait durable; of one that could not be made so, its publishing tells. Where the server runs the command, names given before are durable too.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        List<SftpStage> taken;
        lock (_gate) (taken, _waiting) = (_waiting, []);
        if (taken.Count >= WorthACommand || server.Works) await server.AskAsync(cancellation);
        await Parallel.ForEachAsync(taken, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, static async (staged, _) =>
        {
            try { await staged.EndAsync(); }
            catch (StoreException) { /* the file keeps it, and tells whoever would give it its name */ }
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
