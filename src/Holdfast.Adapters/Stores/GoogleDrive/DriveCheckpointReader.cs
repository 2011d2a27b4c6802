using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Reads what <see cref="DriveCheckpointWriter"/> wrote, node by node into a tree; the tree is handed out when the hash at the end is right.</summary>
internal sealed class DriveCheckpointReader : IDisposable
{
    private const int BufferSize = 64 << 10;
    private const int LongestText = 1 << 20;
    private readonly KeptFile.Reader _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _next;
    private int _held;

    private DriveCheckpointReader(KeptFile.Reader file) => _file = file;

    /// <summary>Reads one.</summary>
    /// <param name="file">Gives it.</param>
    /// <param name="identity">What it shall belong to.</param>
    /// <param name="oldest">When it shall have been listed at the earliest.</param>
    /// <param name="now">What was listed later than that was so by a clock that cannot be believed.</param>
    /// <param name="tree">An empty tree, which gets what is in it.</param>
    /// <exception cref="InvalidDataException">It is of no use; the message says why.</exception>
    /// <exception cref="SystemCallException">It could not be read.</exception>
    public static DriveCheckpoint Read(KeptFile.Reader file, ReadOnlySpan<byte> identity, DateTimeOffset oldest, DateTimeOffset now, DriveTree tree)
    {
        using var reader = new DriveCheckpointReader(file);
        if (!reader.Bytes(DriveCheckpointWriter.Magic.Length).AsSpan().SequenceEqual(DriveCheckpointWriter.Magic)) throw new InvalidDataException("it is of another format");
        if (!reader.Bytes(identity.Length).AsSpan().SequenceEqual(identity)) throw new InvalidDataException("it is of other settings, or of another sign-in");
        var (listed, overlapped) = (reader.Moment(), reader.Moment());
        if (listed < oldest || listed > now) throw new InvalidDataException($"it was listed at {listed.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, which is {(listed > now ? "yet to come" : "too long ago")}");
        var cursor = reader.Text();
        // How deep it goes is how many folders are open at once.
        var folders = new List<DriveNode> { tree.Root };
        for (var left = reader.Number(); left > 0; left--) reader.Node(tree, folders);
        return reader.IsWhole() ? new DriveCheckpoint(tree, cursor, listed, overlapped) : throw Torn();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Node(DriveTree tree, List<DriveNode> folders)
    {
        Span<byte> numbers = stackalloc byte[DriveCheckpointWriter.Fixed];
        Fill(numbers);
        var depth = BinaryPrimitives.ReadInt32LittleEndian(numbers[37..]);
        var target = BinaryPrimitives.ReadInt32LittleEndian(numbers[41..]);
        if (depth < 0 || depth > folders.Count || target is < -1 or > LongestText) throw Torn();
        var link = target < 0 ? null : Bytes(target);
        var (id, name) = (Text(), Text());
        var parent = depth == 0 ? null : folders[depth - 1];
        var above = parent?.Id ?? Text();
        var node = new DriveNode
        {
            Id = id,
            Base = name,
            Kind = (DriveKind)numbers[0],
            ParentId = above.Length == 0 ? null : above,
            Size = BinaryPrimitives.ReadInt64LittleEndian(numbers[1..]),
            Mtime = BinaryPrimitives.ReadInt64LittleEndian(numbers[9..]),
            Inode = BinaryPrimitives.ReadUInt64LittleEndian(numbers[17..]),
            Mode = BinaryPrimitives.ReadInt32LittleEndian(numbers[25..]),
            Uid = BinaryPrimitives.ReadInt32LittleEndian(numbers[29..]),
            Gid = BinaryPrimitives.ReadInt32LittleEndian(numbers[33..]),
            Target = link,
        };
        if (!tree.Restore(node, parent)) throw Torn();
        folders.RemoveRange(depth, folders.Count - depth);
        folders.Add(node);
    }

    private bool IsWhole()
    {
        _hash.AppendData(_buffer, 0, _next);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> rest = stackalloc byte[SHA256.HashSizeInBytes + 1];
        _hash.GetHashAndReset(expected);
        var length = 0;
        while (_next < _held && length < rest.Length) rest[length++] = _buffer[_next++];
        for (int read; length < rest.Length && (read = _file.Read(rest[length..])) > 0;) length += read;
        return rest[..length].SequenceEqual(expected);
    }

    private DateTimeOffset Moment()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        try { return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes)); }
        catch (ArgumentOutOfRangeException) { throw Torn(); }
    }

    private int Number()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private string Text()
    {
        var head = Number();
        var bytes = Bytes(head >> 1);
        return (head & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    private byte[] Bytes(int length)
    {
        if (length is < 0 or > LongestText) throw Torn();
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    private void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_next == _held)
            {
                _hash.AppendData(_buffer, 0, _held);
                (_next, _held) = (0, _file.Read(_buffer));
                if (_held == 0) throw Torn();
            }
            var taken = Math.Min(bytes.Length, _held - _next);
            _buffer.AsSpan(_next, taken).CopyTo(bytes);
            _next += taken;
            bytes = bytes[taken..];
        }
    }

    private static InvalidDataException Torn() => new("it is damaged");
}
