using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>A whole copy of a database. Its file has no name any more, and is gone when this is disposed.</summary>
public sealed class CapturedDatabase : IDisposable
{
    private readonly ISystemCalls _calls;
    private readonly Descriptor _file;

    internal CapturedDatabase(ISystemCalls calls, Descriptor file, long size) => (_calls, _file, Size) = (calls, file, size);

    /// <summary>Bytes it has.</summary>
    public long Size { get; }

    /// <summary>Reads some of it; 0 at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> buffer, long offset) => SystemCallException.Check(_calls.PRead(_file.Number, buffer, offset), "pread", TreePath.Root);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
