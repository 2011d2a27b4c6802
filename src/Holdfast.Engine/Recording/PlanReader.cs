using Holdfast.Engine.Model;
using System.Runtime.CompilerServices;

namespace Holdfast.Engine.Recording;

/// <summary>A plan file that is being read.</summary>
public sealed class PlanReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> _lines;

    internal PlanReader(PlanHeader header, IAsyncEnumerator<ReadOnlyMemory<byte>> lines) => (Header, _lines) = (header, lines);

    /// <summary>The first line.</summary>
    public PlanHeader Header { get; }

    /// <summary>
    /// The operations, once. The digest is compared when the last one was read, so nothing may be applied before this has
    /// ended without an exception.
    /// </summary>
    /// <exception cref="PlanFormatException">A line is not an operation, the file was cut off, or the digest is another.</exception>
    public async IAsyncEnumerable<Operation> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var digest = new PlanDigest();
        var line = 1L;
        while (await NextAsync(++line, cancellation))
        {
            digest.AddLine(_lines.Current.Span);
            yield return Parse(_lines.Current.Span, line);
        }
        var found = digest.Finish();
        if (found != Header.Digest)
            throw new PlanFormatException(line - 1, $"the operations have digest {found}, and the header says {Header.Digest}: the file was changed after it was written");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private async ValueTask<bool> NextAsync(long line, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await _lines.MoveNextAsync();
        }
        catch (FormatException wrong)
        {
            throw new PlanFormatException(line, wrong.Message, wrong);
        }
    }

    private static Operation Parse(ReadOnlySpan<byte> text, long line)
    {
        try
        {
            return OperationJson.Read(text);
        }
        catch (FormatException wrong)
        {
            throw new PlanFormatException(line, wrong.Message, wrong);
        }
    }
}
