namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The last requests about a file that was written, all under way; the handle is gone with them.</summary>
/// <param name="set">Setting its attributes.</param>
/// <param name="sync">Making it durable; null when that is not asked.</param>
/// <param name="stat">What it is then.</param>
/// <param name="close">Closing it.</param>
internal sealed class SftpEnding(Task<SftpReply> set, Task<SftpReply>? sync, Task<SftpReply> stat, Task<SftpReply> close) : IDisposable
{
    /// <summary>Waits for all of them; the first that failed is told.</summary>
    /// <returns>What the file is.</returns>
    public async ValueTask<SftpAttributes> WaitAsync(CancellationToken cancellation)
    {
        (await set.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        if (sync is not null) (await sync.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        using var told = (await stat.WaitAsync(cancellation)).Expect(PacketKind.Attributes);
        (await close.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        return Read(told);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var answer in new[] { set, sync, stat, close })
        {
            if (answer is not null) _ = SftpConnection.DropAsync(answer);
        }
    }

    private static SftpAttributes Read(SftpReply reply)
    {
        var body = reply.Body;
        return SftpAttributes.Read(ref body);
    }
}
