using System.Security.Cryptography;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores;

/// <summary>Reads content piece by piece into buffers, holes as zeros, and hashes all of it on the way.</summary>
/// <param name="content">What is read; null for nothing.</param>
/// <param name="also">A further hash that is fed with the same bytes, holes as zeros: the one a server tells of what it has. Not disposed here.</param>
internal sealed class ContentParts(IContentReader? content, IncrementalHash? also = null) : IDisposable
{
    private readonly ContentHasher _hasher = new(content is null ? HashKind.Sha256 : ContentHasher.KindFor(content.Entry));
    private long _hole;

    /// <summary>Whether all of it was read.</summary>
    public bool HasEnded { get; private set; } = content is null;

    /// <summary>Fills a buffer from an offset on, as far as there is content.</summary>
    /// <returns>Where the content in the buffer ends.</returns>
    public async ValueTask<int> FillAsync(byte[] buffer, int from, int to, CancellationToken cancellation)
    {
        var start = from;
        while (from < to && !HasEnded)
        {
            if (_hole > 0)
            {
                var zeros = (int)Math.Min(_hole, to - from);
                buffer.AsSpan(from, zeros).Clear();
                (from, _hole) = (from + zeros, _hole - zeros);
                continue;
            }
            var block = await content!.ReadAsync(buffer.AsMemory(from, to - from), cancellation);
            HasEnded = block.IsEnd;
            if (block.Hole > 0) _hasher.AppendHole(_hole = block.Hole);
            else _hasher.Append(buffer.AsSpan(from, block.Length));
            from += block.Length;
        }
        also?.AppendData(buffer.AsSpan(start, from - start));
        return from;
    }

    /// <summary>Hash of everything, once all of it was read.</summary>
    public ContentHash Finish() => _hasher.Finish();

    /// <inheritdoc/>
    public void Dispose() => _hasher.Dispose();

    /// <summary>SHA-256 of a piece.</summary>
    public static byte[] Sha256(ArraySegment<byte> piece) => SHA256.HashData(piece);
}
