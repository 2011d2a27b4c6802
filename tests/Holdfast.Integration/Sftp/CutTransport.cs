using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.Integration.Sftp;

/// <summary>A connection that ends after so many bytes in one direction.</summary>
internal sealed class CutTransport(SftpTransport inner, long sent, long received) : SftpTransport
{
    private readonly Cut _from = new(inner.FromServer, received);
    private readonly Cut _to = new(inner.ToServer, sent);

    public override Stream FromServer => _from;

    public override Stream ToServer => _to;

    /// <summary>Whether it was cut.</summary>
    public bool WasCut => _from.WasCut || _to.WasCut;

    public override ValueTask<string> WhyAsync() => ValueTask.FromResult("");

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Cut(Stream stream, long left) : PipeEnd(stream)
    {
        private long _left = left;

        public bool WasCut => _left <= 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0) throw new IOException("the line was cut");
            var read = await Stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0) throw new IOException("the line was cut");
            await Stream.WriteAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= buffer.Length;
            if (_left > 0) return;
            Stream.Close();
            throw new IOException("the line was cut");
        }
    }
}
