namespace Holdfast.Contracts.Control;

/// <summary>A line was longer than <see cref="ControlProtocol.MaxLine"/>.</summary>
public sealed class LineTooLongException() : IOException($"a line is longer than {ControlProtocol.MaxLine} bytes");

/// <summary>Reads lines of bounded length from a stream.</summary>
/// <param name="stream">Where from; not disposed.</param>
public sealed class LineReader(Stream stream)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null when the other end has nothing more to say. What stands there without an end of line is dropped.</summary>
    /// <remarks>The bytes are valid until the next call.</remarks>
    /// <exception cref="LineTooLongException">The line is too long; nothing more can be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        for (var seen = 0; ;)
        {
            var end = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsMemory(_start, seen + end);
                _start += seen + end + 1;
                return line.Length > ControlProtocol.MaxLine ? throw new LineTooLongException() : line;
            }
            seen = _end - _start;
            if (seen > ControlProtocol.MaxLine) throw new LineTooLongException();
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0) return null;
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        var next = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(next);
        (_buffer, _end, _start) = (next, _end - _start, 0);
    }
}
