using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <content>Directories, metadata, names, trash, and deleting.</content>
internal sealed partial class S3Store
{
    /// <inheritdoc/>
    public async ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        await EnsureParentAsync(path, cancellation);
        if (await IsDirectoryAsync(path, cancellation) || await _service.HeadAsync(_keys.Of(path), path, cancellation) is not null) throw Changed(path, "something stands there already");
        var entry = await PutDirectoryAsync(wanted, Condition.Absent, cancellation);
        _directories.Add(path);
        return entry;
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        if (!path.IsRoot) CheckName(path);
        if (expected.Kind == EntryKind.Special) throw Fail(path, StoreFault.Refused, "special files are never touched");
        var wanted = Dressed(expected, metadata);
        if (expected.IsDirectory)
        {
            if (wanted == expected && expected.Inode != 0) return expected;
            var there = path.IsRoot ? await RootAsync(cancellation) : await StatDirectoryAsync(path, cancellation) ?? throw Changed(path, "it is no longer there");
            return await PutDirectoryAsync(wanted, there.Inode == 0 ? Condition.Absent : null, cancellation);
        }
        var head = await ExpectedAsync(expected, cancellation);
        if (wanted == expected) return expected;
        var words = new Dictionary<string, string>(head.Words, StringComparer.Ordinal);
        foreach (var (word, value) in ObjectMetadata.Of(wanted)) words[word] = value;
        var etag = await _service.CopyAsync(head, head.Key, path, words, cancellation);
        return Made(wanted, wanted.Size, etag);
    }

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) => ValueTask.FromResult(entry with { Xattrs = Xattrs.None });

    /// <inheritdoc/>
    public async ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(expected.Path);
        CheckName(expected.Path);
        CheckName(to);
        if (expected.IsDirectory) throw Fail(expected.Path, StoreFault.Refused, "a directory cannot be renamed in one step here: what lies in it is renamed by itself");
        await EnsureParentAsync(to, cancellation);
        var head = await ExpectedAsync(expected, cancellation);
        await CheckFreeAsync(to, cancellation);
        var etag = await _service.CopyAsync(head, _keys.Of(to), to, head.Words, cancellation);
        await _service.DeleteAsync(head.Key, expected.Path, head.ETag, cancellation);
        return Made(expected with { Path = to }, expected.Size, etag);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        if (expected.IsDirectory)
        {
            await CheckEmptyAsync(path, cancellation);
            await _service.DeleteAsync(_keys.OfDirectory(path), path, null, cancellation);
            _directories.Remove(path);
            return;
        }
        var head = await ExpectedAsync(expected, cancellation);
        await _service.DeleteAsync(head.Key, path, head.ETag, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        if (expected.IsDirectory)
        {
            var directory = await CheckEmptyAsync(path, cancellation);
            var kept = await _trash.KeepAsync(directory, path, true, run, cancellation);
            await _service.DeleteAsync(directory.Key, path, null, cancellation);
            _directories.Remove(path);
            return kept;
        }
        var head = await ExpectedAsync(expected, cancellation);
        var place = await _trash.KeepAsync(head, path, false, run, cancellation);
        try { await _service.DeleteAsync(head.Key, path, head.ETag, cancellation); }
        catch (WorldChangedException)
        {
            await _trash.DropAsync(place, CancellationToken.None);
            throw;
        }
        return place;
    }

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) => _trash.FindAsync(run, was, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(to);
        CheckName(to);
        var kept = await _trash.HeadAsync(trashPath, cancellation) ?? throw Fail(to, StoreFault.NotFound, $"the trash has no {trashPath}");
        await EnsureParentAsync(to, cancellation);
        await CheckFreeAsync(to, cancellation);
        var words = new Dictionary<string, string>(kept.Words, StringComparer.Ordinal);
        words.Remove(ObjectMetadata.Was);
        var isDirectory = S3Trash.IsDirectory(kept);
        var key = isDirectory ? _keys.OfDirectory(to) : _keys.Of(to);
        var etag = await _service.CopyAsync(kept, key, to, words, cancellation);
        await _trash.DropAsync(trashPath, cancellation);
        if (isDirectory) _directories.Add(to);
        var head = kept with { Key = key, ETag = etag, Words = words };
        return isDirectory ? ObjectMetadata.ToEntry(to, true, 0, etag, head.Modified, words) : await FileAsync(to, head, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        var (head, content) = await _service.OpenAsync(_trash.KeyOf(trashPath), trashPath, 0, null, cancellation) ?? throw Fail(trashPath, StoreFault.NotFound, "the trash does not keep it");
        return new S3Reader(_service, new SideHash(_service, _keys), _name, head, ObjectMetadata.ToEntry(trashPath, false, head.Size, head.ETag, head.Modified, head.Words), content, _options.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        CheckWritable(trashPath);
        await _trash.DropAsync(trashPath, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) => _trash.MeasureAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) => _trash.SweepAsync(keepSince, maxBytes, cancellation);

    private async ValueTask<Entry> PutDirectoryAsync(Entry wanted, Condition? condition, CancellationToken cancellation)
    {
        var key = _keys.OfDirectory(wanted.Path);
        var words = ObjectMetadata.Of(wanted);
        var etag = await _service.PutAsync(key, wanted.Path, ArraySegment<byte>.Empty, ContentParts.Sha256(ArraySegment<byte>.Empty), words, condition, cancellation);
        return Made(wanted, 0, etag);
    }

    // No server refuses a copy onto a name that is taken, so this look is all there is.
    private async ValueTask CheckFreeAsync(TreePath to, CancellationToken cancellation)
    {
        if (await IsDirectoryAsync(to, cancellation) || await _service.HeadAsync(_keys.Of(to), to, cancellation) is not null) throw Changed(to, "something stands there already");
    }

    /// <summary>The object of a directory in which nothing lies.</summary>
    private async ValueTask<ObjectHead> CheckEmptyAsync(TreePath path, CancellationToken cancellation)
    {
        var (found, _) = await _service.ListAsync(_keys.Below(path), "", 2, cancellation);
        if (found.Count == 0) throw Changed(path, "it is no longer there");
        if (found.Count > 1 || found[0].Key != _keys.OfDirectory(path)) throw Changed(path, "the directory is not empty");
        return await _service.HeadAsync(found[0].Key, path, cancellation) ?? throw Changed(path, "it is no longer there");
    }

    private static Entry Dressed(Entry entry, Metadata metadata) => entry with
    {
        Uid = metadata.Parts.HasFlag(MetadataParts.Owner) && metadata.Uid >= 0 ? metadata.Uid : entry.Uid,
        Gid = metadata.Parts.HasFlag(MetadataParts.Owner) && metadata.Gid >= 0 ? metadata.Gid : entry.Gid,
        Mode = metadata.Parts.HasFlag(MetadataParts.Mode) && entry.Kind != EntryKind.Symlink ? ObjectMetadata.MaskedMode(entry.Kind, metadata.Mode) : entry.Mode,
        Mtime = metadata.Parts.HasFlag(MetadataParts.Mtime) ? metadata.Mtime : entry.Mtime,
    };
}
