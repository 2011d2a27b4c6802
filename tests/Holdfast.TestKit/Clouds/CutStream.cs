namespace Holdfast.TestKit.Clouds;

/// <summary>Bytes, and then a broken connection; or, silently, an end.</summary>
internal sealed class CutStream(byte[] bytes, bool isSilent) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => Ended(base.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Ended(base.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Ended(await base.ReadAsync(buffer, cancellationToken));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Ended(await base.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

    private int Ended(int read) => read > 0 || isSilent ? read : throw new HttpIOException(HttpRequestError.ResponseEnded, "scripted: the answer ended prematurely");
}
