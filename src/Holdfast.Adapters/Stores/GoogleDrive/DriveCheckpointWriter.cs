using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Writes a checkpoint as one stream: what it belongs to, the cursor, and all nodes, each after the folder it stands in with how deep it
/// stands, so that no table of who stands where is needed. The SHA-256 of everything stands at the end: what bears it is whole.
/// </summary>
internal sealed class DriveCheckpointWriter : IDisposable
{
    /// <summary>What such a file begins with. Its last byte is the format: it grows whenever what is written here, or what a node is made of, becomes another.</summary>
    public static readonly byte[] Magic = [.. "HFDRIVE"u8, 1];

    /// <summary>Bytes of a node's numbers.</summary>
    public const int Fixed = 45;

    private const int BufferSize = 64 << 10;
    private readonly KeptFile.Writer _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _held;

    private DriveCheckpointWriter(KeptFile.Writer file) => _file = file;

    /// <summary>Writes one.</summary>
    /// <param name="file">Gets it.</param>
    /// <param name="identity">What it belongs to.</param>
    /// <param name="checkpoint">What is written.</param>
    /// <exception cref="SystemCallException">It could not be written.</exception>
    public static void Write(KeptFile.Writer file, ReadOnlySpan<byte> identity, DriveCheckpoint checkpoint)
    {
        using var writer = new DriveCheckpointWriter(file);
        List<(DriveNode Node, int Depth)> nodes;
        lock (checkpoint.Tree.Gate) nodes = checkpoint.Tree.Ordered();
        writer.Put(Magic);
        writer.Put(identity);
        writer.Put(checkpoint.Listed.ToUnixTimeMilliseconds());
        writer.Put(checkpoint.Overlapped.ToUnixTimeMilliseconds());
        writer.Put(checkpoint.Cursor);
        writer.Put(nodes.Count);
        foreach (var (node, depth) in nodes) writer.Put(node, depth);
        writer.Flush();
        file.Write(writer._hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Put(DriveNode node, int depth)
    {
        Span<byte> numbers = stackalloc byte[Fixed];
        numbers[0] = (byte)node.Kind;
        BinaryPrimitives.WriteInt64LittleEndian(numbers[1..], node.Size);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[9..], node.Mtime);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[17..], node.Inode);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[25..], node.Mode);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[29..], node.Uid);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[33..], node.Gid);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[37..], depth);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[41..], node.Target?.Length ?? -1);
        Put(numbers);
        Put(node.Target);
        Put(node.Id);
        Put(node.Base);
        // Of all others it is the folder before them.
        if (depth == 0) Put(node.ParentId ?? "");
    }

    private void Put(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        Put(bytes);
    }

    private void Put(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Put(bytes);
    }

    // UTF-8, or what it cannot hold as it is: half a surrogate pair stands for a byte that is no text.
    private void Put(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            var chars = MemoryMarshal.AsBytes(text.AsSpan());
            Put((chars.Length << 1) | 1);
            Put(chars);
            return;
        }
        Span<byte> few = stackalloc byte[512];
        var bytes = text.Length <= few.Length / 3 ? few[..Encoding.UTF8.GetBytes(text, few)] : Encoding.UTF8.GetBytes(text);
        Put(bytes.Length << 1);
        Put(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_held == BufferSize) Flush();
            var taken = Math.Min(bytes.Length, BufferSize - _held);
            bytes[..taken].CopyTo(_buffer.AsSpan(_held));
            _held += taken;
            bytes = bytes[taken..];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _held);
        _file.Write(_buffer.AsSpan(0, _held));
        _held = 0;
    }
}
