using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Bytes that are written from their beginning to their end and read afterwards: a few in memory, more than that in a file that bears no
/// name, so that nothing of it is left however the program ends.
/// </summary>
/// <param name="calls">The kernel.</param>
/// <param name="place">Directory of the file, which is made when it is needed.</param>
/// <param name="mostInMemory">Bytes above which all of them are in the file.</param>
internal sealed class SpillBuffer(ISystemCalls calls, string place, int mostInMemory) : IDisposable
{
    private const int OwnerOnly = 0x180;
    private static readonly TreePath Shown = TreePath.From("temporary file");
    private static int _names;
    private byte[] _memory = [];
    private Descriptor? _file;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of memory taken for them.</summary>
    public int InMemory => _memory.Length;

    /// <summary>Writes on.</summary>
    /// <exception cref="SystemCallException">There is no room in the directory, or it cannot be written to.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && Length + bytes.Length > mostInMemory)
        {
            _file = Make();
            ContentWriter.WriteAll(calls, _file.Number, _memory.AsSpan(0, (int)Length), 0, Shown);
            _memory = [];
        }
        if (_file is not null) ContentWriter.WriteAll(calls, _file.Number, bytes, Length, Shown);
        else
        {
            var needed = (int)Length + bytes.Length;
            if (needed > _memory.Length) Array.Resize(ref _memory, Math.Min(mostInMemory, Math.Max(needed, _memory.Length * 2)));
            bytes.CopyTo(_memory.AsSpan((int)Length));
        }
        Length += bytes.Length;
    }

    /// <summary>Reads what stands at an offset.</summary>
    /// <returns>Bytes that were read; 0 at the end.</returns>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public int Read(long offset, Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Length - offset)];
        if (buffer.IsEmpty) return 0;
        if (_file is null)
        {
            _memory.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
            return buffer.Length;
        }
        var read = SystemCallException.Check(calls.PRead(_file.Number, buffer, offset), "pread", Shown);
        return read > 0 ? read : throw new SystemCallException("pread", Shown, Errno.EIO);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _memory = [];
    }

    private Descriptor Make()
    {
        var number = calls.OpenAt2(At.WorkingDirectory, Encoding.UTF8.GetBytes(place), new OpenHow { Flags = OpenFlags.Unnamed | OpenFlags.ReadWrite | OpenFlags.CloseOnExec, Mode = OwnerOnly });
        return number is -Errno.EOPNOTSUPP or -Errno.EISDIR or -Errno.EINVAL ? MakeNamed() : new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown));
    }

    // Not every file system has files without a name: there it loses its name at once.
    private Descriptor MakeNamed()
    {
        while (true)
        {
            var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.TrimEnd('/')}/.holdfast-{Environment.ProcessId}-{Interlocked.Increment(ref _names)}"));
            var number = calls.OpenAt2(At.WorkingDirectory, name, new OpenHow { Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, Mode = OwnerOnly });
            if (number == -Errno.EEXIST) continue;
            var file = new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown));
            var gone = calls.UnlinkAt(At.WorkingDirectory, name, 0);
            if (gone >= 0) return file;
            file.Dispose();
            throw new SystemCallException("unlinkat", Shown, -gone);
        }
    }
}
