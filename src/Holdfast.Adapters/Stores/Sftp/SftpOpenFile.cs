using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// A file whose content and attributes the server has acknowledged and that waits open. It is made durable on the very handle it was written by:
/// only that one tells of everything the server's disk refused meanwhile, and it is gone when the server was started anew.
/// </summary>
/// <param name="session">The connection it is open on.</param>
/// <param name="handle">Its handle there.</param>
/// <param name="path">The name it is to get.</param>
/// <param name="length">Bytes that were sent.</param>
internal sealed class SftpOpenFile(SftpSession session, SftpHandle handle, TreePath path, long length)
{
    private bool _isEnding;

    /// <summary>The connection it is open on.</summary>
    public SftpSession Session => session;

    /// <summary>The name it is to get.</summary>
    public TreePath Path => path;

    /// <summary>Makes it durable and closes it.</summary>
    /// <returns>What it is; null when that was begun before: what a server failed to write out it does not tell twice.</returns>
    public async Task<Entry?> EndAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _isEnding, true)) return null;
        try
        {
            using var ending = session.End(handle, null, syncs: true);
            return await ending.WaitAsync(path, length, cancellation);
        }
        finally { session.Release(); }
    }

    /// <summary>Closes it as it is.</summary>
    public void Drop()
    {
        if (Interlocked.Exchange(ref _isEnding, true)) return;
        session.Close(handle);
        session.Release();
    }
}
