namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Copies a file inside the server: nothing of it crosses the line.</summary>
internal static class SftpCopy
{
    /// <summary>Larger files are not copied to be kept: that would cost the server more than what it is good for.</summary>
    public const ulong Largest = 64 << 20;

    // A server answers nothing else on the connection while it copies.
    private const ulong Piece = 8 << 20;
    private const uint Private = 0x180;
    private const uint ModeBits = 0xFFF;

    /// <summary>Copies it, with its metadata.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="from">The file.</param>
    /// <param name="was">What it is.</param>
    /// <param name="to">A name of our own; what an earlier try left there is removed.</param>
    /// <param name="keepsOwner">Whether we may give files away there.</param>
    /// <param name="syncs">Whether the copy is made durable.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SftpStatusException">The server cannot, or the copy is not as large as the file.</exception>
    public static async ValueTask MakeAsync(SftpSession session, byte[] from, SftpAttributes was, byte[] to, bool keepsOwner, bool syncs, CancellationToken cancellation)
    {
        if (await session.LStatAsync(to, cancellation) is not null) await session.RemoveAsync(to, cancellation);
        var source = await session.OpenAsync(from, OpenMode.Read, null, cancellation);
        try
        {
            var target = await session.OpenAsync(to, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, Private, cancellation);
            try { for (ulong offset = 0; offset < was.Size; offset += Piece) await session.CopyAsync(source, target, offset, Math.Min(Piece, was.Size.Value - offset), cancellation); }
            catch
            {
                session.Close(target);
                throw;
            }
            using var ending = session.End(target, new SftpAttributes { Mode = was.Mode & ModeBits, Times = was.Times, Owner = keepsOwner ? was.Owner : null }, syncs);
            if ((await ending.WaitAsync(cancellation)).Size != was.Size) throw new SftpStatusException(StatusCode.Failure, "the copy is not as large as the file");
        }
        finally { session.Close(source); }
    }
}
