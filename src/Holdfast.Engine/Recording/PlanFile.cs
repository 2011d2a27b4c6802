using Holdfast.Engine.Model;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Holdfast.Engine.Recording;

/// <summary>A plan as a file of JSON lines: a header, then one line an operation.</summary>
public static class PlanFile
{
    /// <summary>No line is longer; an operation with the largest attributes takes a hundredth of it.</summary>
    private const int LongestLine = 64 << 20;

    /// <summary>Writes a plan.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="header">Its header, with the digest that was recorded for the plan.</param>
    /// <param name="operations">The operations, in the order the digest was taken.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">The operations are not those of the digest: the plan has changed since.</exception>
    public static async Task WriteAsync(Stream stream, PlanHeader header, IAsyncEnumerable<Operation> operations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(operations);
        using var digest = new PlanDigest();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        AppendLine(pipe, header.ToLine());
        await foreach (var operation in operations.WithCancellation(cancellation))
        {
            AppendLine(pipe, digest.Add(operation).Span);
            if (pipe.UnflushedBytes > 1 << 16) await pipe.FlushAsync(cancellation);
        }
        await pipe.FlushAsync(cancellation);
        await pipe.CompleteAsync();
        if (digest.Finish() != header.Digest) throw new InvalidOperationException($"the plan of run {header.Run} has changed since its digest was taken");
    }

    /// <summary>Reads a plan's header; then its operations come from <see cref="PlanReader.ReadAsync"/>.</summary>
    /// <param name="stream">Where from; left open.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="PlanFormatException">It is not a plan, or of a newer version.</exception>
    public static async Task<PlanReader> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        var lines = LinesAsync(PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), cancellation).GetAsyncEnumerator(cancellation);
        try
        {
            var header = await lines.MoveNextAsync() ? PlanHeader.Parse(lines.Current) : throw new FormatException("the file is empty");
            return new PlanReader(header, lines);
        }
        catch (Exception wrong)
        {
            await lines.DisposeAsync();
            if (wrong is FormatException) throw new PlanFormatException(1, wrong.Message, wrong);
            throw;
        }
    }

    private static void AppendLine(PipeWriter pipe, ReadOnlySpan<byte> line)
    {
        pipe.Write(line);
        pipe.Write("\n"u8);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(PipeReader pipe, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellation);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    yield return rest.Slice(0, end).ToArray();
                    rest = rest.Slice(rest.GetPosition(1, end));
                }
                if (rest.Length > LongestLine) throw new FormatException("the line is too long");
                if (read.IsCompleted)
                {
                    if (!rest.IsEmpty) throw new FormatException("the line has no end: the file was cut off");
                    yield break;
                }
                pipe.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }
}
