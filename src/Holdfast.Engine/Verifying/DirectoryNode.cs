using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Engine.Model;

namespace Holdfast.Engine.Verifying;

/// <summary>A directory whose children are being hashed. The bytes are told in <see cref="RootHasher"/>.</summary>
internal sealed class DirectoryNode : IDisposable
{
    private const int SetIds = 0xC00; // 06000
    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _metadata = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public DirectoryNode(TreePath path, Stamp? stamp, Fidelity common)
    {
        Path = path;
        _content.AppendData("holdfast root hash 1 content\n"u8);
        _metadata.AppendData("holdfast root hash 1 metadata\n"u8);
        Span<byte> own = stackalloc byte[12];
        WriteOwner(own, stamp is { } known && common.Mode ? known.Mode : 0, stamp, common);
        _metadata.AppendData(own);
    }

    public TreePath Path { get; }

    public void AddLeaf(BaselineEntry row, in Stamp stamp, Fidelity common)
    {
        Span<byte> value = stackalloc byte[33];
        if (row.Kind == EntryKind.Symlink) Append(_content, row.Path, row.Kind, row.Target.Span);
        else if (row.Hash is { } hash)
        {
            value[0] = (byte)hash.Kind;
            hash.Value.Span.CopyTo(value[1..]);
            Append(_content, row.Path, row.Kind, value);
        }
        else
        {
            value[0] = 0;
            BinaryPrimitives.WriteInt64LittleEndian(value[1..], row.Size);
            Append(_content, row.Path, row.Kind, value[..9]);
        }
        WriteOwner(value, !common.Mode || row.Kind == EntryKind.Symlink ? 0 : stamp.Mode & ~SetIds, stamp, common);
        BinaryPrimitives.WriteInt64LittleEndian(value[12..], common.MtimeGrain == 0 ? 0 : stamp.Mtime - (stamp.Mtime % common.MtimeGrain));
        Append(_metadata, row.Path, row.Kind, value[..20]);
    }

    public void AddDirectory(in DirectoryHash child)
    {
        Append(_content, child.Path, EntryKind.Directory, child.Content.Span);
        Append(_metadata, child.Path, EntryKind.Directory, child.Metadata.Span);
    }

    public DirectoryHash Finish() => new(Path, _content.GetHashAndReset(), _metadata.GetHashAndReset());

    public void Dispose()
    {
        _content.Dispose();
        _metadata.Dispose();
    }

    private static void Append(IncrementalHash hash, TreePath path, EntryKind kind, ReadOnlySpan<byte> value)
    {
        var name = path.Name;
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], name.Length);
        hash.AppendData(head);
        hash.AppendData(name);
        BinaryPrimitives.WriteInt32LittleEndian(head, value.Length);
        hash.AppendData(head[..4]);
        hash.AppendData(value);
    }

    private static void WriteOwner(Span<byte> buffer, int mode, Stamp? stamp, Fidelity common)
    {
        var isKept = common.Owner && stamp is not null;
        BinaryPrimitives.WriteInt32LittleEndian(buffer, mode);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[4..], isKept ? stamp!.Value.Uid : -1);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[8..], isKept ? stamp!.Value.Gid : -1);
    }
}
