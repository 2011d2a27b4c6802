using Holdfast.Engine.Model;
using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.Engine.Recording;

/// <summary>
/// The digest of a plan: SHA-256 over its operation lines in their order, each with its line feed. What a person approved
/// and what is applied are the same plan when their digests are.
/// </summary>
public sealed class PlanDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    /// <summary>Begins with no operations.</summary>
    public PlanDigest() => _writer = new Utf8JsonWriter(_buffer, OperationJson.WriterOptions);

    /// <summary>Number of operations so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an operation.</summary>
    /// <returns>Its line, without the line feed; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Add(Operation operation)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        OperationJson.Write(_writer, operation);
        _writer.Flush();
        AddLine(_buffer.WrittenSpan);
        return _buffer.WrittenMemory;
    }

    /// <summary>Adds an operation's line as it was read, without its line feed.</summary>
    public void AddLine(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        _hash.AppendData("\n"u8);
        Count++;
    }

    /// <summary>The digest of everything added: 64 hexadecimal digits in lower case. It starts afresh.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _writer.Dispose();
    }
}
