namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Files of our own that fit into one request.</summary>
internal static class SmallFiles
{
    private const int Most = 32 << 10;

    /// <summary>The content of a file; null when there is none.</summary>
    public static async ValueTask<byte[]?> ReadAsync(SftpSession session, byte[] place, CancellationToken cancellation)
    {
        SftpHandle handle;
        try { handle = await session.OpenAsync(place, OpenMode.Read, null, cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { return null; }
        try
        {
            using var reply = (await session.PostRead(handle, 0, Most)).Expect(PacketKind.Data);
            return Data(reply);
        }
        catch (SftpStatusException e) when (e.Code == StatusCode.EndOfFile) { return []; }
        finally { session.Close(handle); }
    }

    /// <summary>Writes a file under a name that must be free; false when it is not.</summary>
    public static async ValueTask<bool> TryCreateAsync(SftpSession session, byte[] place, byte[] content, CancellationToken cancellation)
    {
        SftpHandle handle;
        try { handle = await session.OpenAsync(place, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, 0x180, cancellation); }
        // The protocol has no word for a name that is taken.
        catch (SftpStatusException e) when (e.Code == StatusCode.Failure && session.IsAlive)
        {
            if (await session.LStatAsync(place, cancellation) is null) throw;
            return false;
        }
        await FillAsync(session, handle, content, cancellation);
        return true;
    }

    /// <summary>Writes a file whole, over what stands there.</summary>
    public static async ValueTask WriteAsync(SftpSession session, byte[] temporary, byte[] place, byte[] content, CancellationToken cancellation)
    {
        if (await session.LStatAsync(temporary, cancellation) is not null) await session.RemoveAsync(temporary, cancellation);
        await FillAsync(session, await session.OpenAsync(temporary, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, 0x180, cancellation), content, cancellation);
        await Renames.OverAsync(session, temporary, place, cancellation);
    }

    private static async ValueTask FillAsync(SftpSession session, SftpHandle handle, byte[] content, CancellationToken cancellation)
    {
        (await session.PostWrite(handle, 0, content)).Expect(PacketKind.Status).Dispose();
        if (session.Knows(Extensions.FSync)) await session.SyncAsync(handle, cancellation);
        await session.CloseAsync(handle, cancellation);
    }

    private static byte[] Data(SftpReply reply)
    {
        var body = reply.Body;
        return body.Text().ToArray();
    }
}
