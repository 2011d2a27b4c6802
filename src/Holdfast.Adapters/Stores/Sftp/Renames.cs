namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Renaming over what stands there.</summary>
internal static class Renames
{
    /// <summary>In one step where the server can; else what stands there is removed first.</summary>
    public static async ValueTask OverAsync(SftpSession session, byte[] from, byte[] to, CancellationToken cancellation)
    {
        if (session.Knows(Extensions.PosixRename))
        {
            await session.ReplaceAsync(from, to, cancellation);
            return;
        }
        if (await session.LStatAsync(to, cancellation) is not null) await session.RemoveAsync(to, cancellation);
        await session.RenameAsync(from, to, cancellation);
    }
}
