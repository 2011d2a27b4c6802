using System.Buffers.Binary;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Reads the names in an open directory, through one buffer that is used again and again.</summary>
internal sealed class DirectoryReader(ISystemCalls calls)
{
    private const byte UnknownKind = 0;
    private const byte DirectoryKind = 4;
    private readonly byte[] _buffer = new byte[128 << 10];
    private int _end;
    private int _next;
    private int _descriptor = -1;

    /// <summary>Whether the name that was read last may be a directory's: where the file system does not tell, it may.</summary>
    public bool MayBeDirectory { get; private set; }

    /// <summary>Begins with a directory opened for reading.</summary>
    public void Begin(int descriptor) => (_descriptor, _next, _end) = (descriptor, 0, 0);

    /// <summary>The next name, without <c>.</c> and <c>..</c>; empty at the end. Valid until the next call.</summary>
    /// <exception cref="SystemCallException">The directory cannot be read to its end.</exception>
    public ReadOnlySpan<byte> Next(TreePath path)
    {
        while (true)
        {
            if (_next >= _end)
            {
                _end = SystemCallException.Check(calls.GetDents64(_descriptor, _buffer), "getdents64", path);
                _next = 0;
                if (_end == 0) return [];
            }
            // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name ended by NUL.
            var record = _buffer.AsSpan(_next, _end - _next);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
            var name = record[19..length];
            name = name[..name.IndexOf((byte)0)];
            _next += length;
            MayBeDirectory = record[18] is DirectoryKind or UnknownKind;
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) return name;
        }
    }
}
