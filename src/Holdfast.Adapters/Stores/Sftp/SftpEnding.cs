using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The last requests about a file that was written, all under way; the handle is gone with them.</summary>
/// <param name="set">Setting its attributes; null for none.</param>
/// <param name="sync">Making it durable; null when that is not asked.</param>
/// <param name="stat">What it is then.</param>
/// <param name="close">Closing it.</param>
internal sealed class SftpEnding(Task<SftpReply>? set, Task<SftpReply>? sync, Task<SftpReply> stat, Task<SftpReply> close) : IDisposable
{
    /// <summary>Waits for all of them; the first that failed is told.</summary>
    /// <returns>What the file is.</returns>
    public async ValueTask<SftpAttributes> WaitAsync(CancellationToken cancellation)
    {
        if (set is not null) (await set.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        if (sync is not null) (await sync.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        using var told = (await stat.WaitAsync(cancellation)).Expect(PacketKind.Attributes);
        (await close.WaitAsync(cancellation)).Expect(PacketKind.Status).Dispose();
        return Read(told);
    }

    /// <summary>Waits for all of them, and compares the file's size with what was sent.</summary>
    /// <exception cref="SftpProtocolException">They differ.</exception>
    public async ValueTask<Entry> WaitAsync(TreePath path, long length, CancellationToken cancellation)
    {
        var made = SftpEntries.Of(path, await WaitAsync(cancellation));
        return made.Size == length ? made : throw new SftpProtocolException($"{made.Size} bytes stand on the server where {length} were sent");
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
