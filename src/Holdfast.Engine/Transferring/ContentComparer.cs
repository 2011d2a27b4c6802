using System.Buffers;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Reads content to know it, without moving it.</summary>
internal static class ContentComparer
{
    public const int BufferSize = 256 * 1024;

    /// <summary>Hash of one file, and the entry as it was while it was read; null for the hash when it changed meanwhile.</summary>
    public static async ValueTask<(ContentHash? Hash, Entry Entry)> HashAsync(IStore store, Entry expected, HashKind kind, RunProgress progress, CancellationToken cancellation)
    {
        await using var reader = await store.OpenReadAsync(expected, cancellation);
        return await HashAsync(reader, kind, progress, cancellation);
    }

    /// <summary>Hash of an open file.</summary>
    public static async ValueTask<(ContentHash? Hash, Entry Entry)> HashAsync(IContentReader reader, HashKind kind, RunProgress progress, CancellationToken cancellation, long partSize = 0)
    {
        using var hasher = new ContentHasher(kind, partSize);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var block = await reader.ReadAsync(buffer, cancellation);
                if (block.IsEnd) break;
                if (block.Hole > 0) hasher.AppendHole(block.Hole);
                else hasher.Append(buffer.AsSpan(0, block.Length));
                progress.MovedBytes(block.Length);
            }
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
        var hash = hasher.Finish();
        return (IsUntouched(reader.Entry, await reader.StatAsync(cancellation)) ? hash : null, reader.Entry);
    }

    /// <summary>Whether an entry's content is, as far as its stamps tell, what it was.</summary>
    public static bool SameContent(Entry before, Entry now) =>
        before.Kind == now.Kind && before.Inode == now.Inode && (before.Size == now.Size || before.IsSizeUnknown) && before.Mtime == now.Mtime;

    /// <summary>
    /// Whether an open file was left alone while it was read: whoever writes may set the time back, but not the status
    /// time. A name that came or went moves that one too (editors save by rename), so then it tells nothing.
    /// </summary>
    public static bool IsUntouched(Entry before, Entry now) => SameContent(before, now) && (before.Ctime == now.Ctime || before.Links != now.Links);
}
