using System.Buffers;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Writes content and metadata under temporary names in the store's own directory, where nobody else can reach.</summary>
internal sealed class Stager(LocalTree tree, Publisher publisher)
{
    private const int SmallBuffer = 128 << 10;
    private const int BigBuffer = 1 << 20;
    private readonly MetadataSetter _setter = new(tree.Calls, tree.Fidelity);

    // What is known of how files come into the world here: as whose, and which permissions our mask takes away.
    private volatile Entry? _birth;
    private volatile int _masked;

    /// <summary>Stages a file or a symbolic link.</summary>
    public async ValueTask<StagedFile> StageAsync(WriteRequest request, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        tree.CheckName(wanted.Path);
        var temporary = tree.Own.NewTemporary(wanted.Path);
        try
        {
            var (hash, made) = wanted.Kind switch
            {
                EntryKind.File => await StageFileAsync(request, temporary, cancellation),
                EntryKind.Symlink => (null, StageLink(wanted, temporary)),
                _ => throw tree.Refused(wanted.Path, "only files and symbolic links are written"),
            };
            return new StagedFile(tree, publisher, request, hash, temporary, made);
        }
        catch
        {
            tree.Own.Abandon(temporary);
            throw;
        }
    }

    private async ValueTask<(ContentHash? Hash, Entry Made)> StageFileAsync(WriteRequest request, byte[] temporary, CancellationToken cancellation)
    {
        var path = request.Wanted.Path;
        using var file = Create(temporary, request.Wanted.Mode, path);
        var hash = request.Content is { } content ? await CopyAsync(content, file, path, cancellation) : ContentHash.Empty;
        var born = _birth ??= EntryStat.Of(tree.Calls, file.Number, path, out _);
        // Each part that is set is one more entry in the file system's journal; a new file is born as the first one was.
        _setter.Set(file, EntryKind.File, Metadata.Of(request.Wanted, PartsToSet(request.Wanted, born, request.Wanted.Mode & ~_masked)), path);
        var made = EntryStat.Of(tree.Calls, file.Number, path, out _);
        var missing = PartsToSet(request.Wanted, made, made.Mode);
        if ((missing & (MetadataParts.Owner | MetadataParts.Mode)) != 0)
        {
            _masked |= request.Wanted.Mode & ~made.Mode;
            _setter.Set(file, EntryKind.File, Metadata.Of(request.Wanted, missing), path);
            made = EntryStat.Of(tree.Calls, file.Number, path, out _);
        }
        file.CloseWritten(path);
        return (hash, made);
    }

    private MetadataParts PartsToSet(Entry wanted, Entry now, int mode)
    {
        var parts = MetadataParts.Mtime;
        if (tree.Fidelity.Owner && (now.Uid != wanted.Uid || now.Gid != wanted.Gid)) parts |= MetadataParts.Owner | MetadataParts.Mode;
        if (tree.Fidelity.Mode && mode != (wanted.Mode & MetadataSetter.FileModes)) parts |= MetadataParts.Mode;
        if (wanted.Xattrs is { Values.IsEmpty: false }) parts |= MetadataParts.Xattrs;
        return parts;
    }

    private async ValueTask<ContentHash> CopyAsync(IContentReader content, Descriptor file, TreePath path, CancellationToken cancellation)
    {
        using var hasher = new ContentHasher(ContentHasher.KindFor(content.Entry));
        var buffer = ArrayPool<byte>.Shared.Rent(content.Entry.Size > SmallBuffer ? BigBuffer : SmallBuffer);
        try
        {
            long offset = 0;
            var endsInHole = false;
            for (var block = await content.ReadAsync(buffer, cancellation); !block.IsEnd; block = await content.ReadAsync(buffer, cancellation))
            {
                if (block.Length > 0)
                {
                    var data = buffer.AsSpan(0, block.Length);
                    hasher.Append(data);
                    ContentWriter.WriteAll(tree.Calls, file.Number, data, offset, path);
                }
                else
                {
                    hasher.AppendHole(block.Hole);
                }
                endsInHole = block.Length == 0;
                offset += block.Length + block.Hole;
                cancellation.ThrowIfCancellationRequested();
            }
            if (endsInHole) SystemCallException.Check(tree.Calls.FTruncate(file.Number, offset), "ftruncate", path);
            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Entry StageLink(Entry wanted, byte[] temporary)
    {
        var directory = tree.Own.Workspace.Number;
        SystemCallException.Check(tree.Calls.SymlinkAt(wanted.Target.Span, directory, temporary), "symlinkat", wanted.Path);
        var number = tree.Calls.OpenAt2(directory, temporary, new OpenHow
        {
            Flags = OpenFlags.Path | OpenFlags.NoFollow | OpenFlags.CloseOnExec,
            Resolve = ResolveFlags.Beneath,
        });
        using var held = new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", wanted.Path));
        _setter.Set(held, EntryKind.Symlink, Metadata.Of(wanted, MetadataParts.Owner | MetadataParts.Mtime), wanted.Path);
        return EntryStat.Of(tree.Calls, number, wanted.Path, out _);
    }

    // The workspace is closed to everybody else, so a temporary may be born with its final permissions.
    private Descriptor Create(byte[] temporary, int mode, TreePath path) => new(tree.Calls, SystemCallException.Check(tree.Calls.OpenAt2(tree.Own.Workspace.Number, temporary, new OpenHow
    {
        Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec,
        Mode = (ulong)(mode & 0x1ff),
        Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks,
    }), "openat2", path));
}
