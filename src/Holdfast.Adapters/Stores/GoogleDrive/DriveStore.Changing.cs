using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <content>Directories, metadata, names, trash, and deleting.</content>
internal sealed partial class DriveStore
{
    /// <inheritdoc/>
    public async ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        var tree = await TreeAsync(cancellation);
        var folder = ParentOf(tree, path);
        using var held = await HoldAsync(path, cancellation);
        await CheckFreeAsync(tree, path, cancellation);
        var words = WordsOf(wanted with { Kind = EntryKind.Directory });
        (words["mimeType"], words["id"], words["parents"]) = (DriveFile.FolderMime, await NewIdAsync(cancellation), new JsonArray(folder.Id));
        return EntryOf(tree, path, View.Put(await Service.MakeAsync(words, path, cancellation)));
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        if (!path.IsRoot) CheckName(path);
        if (expected.Kind == EntryKind.Special) throw Fail(path, StoreFault.Refused, "special files are never touched");
        var tree = await TreeAsync(cancellation);
        var wanted = Dressed(expected, metadata);
        if (path.IsRoot)
        {
            if (wanted != expected) await _own.NoteRootAsync(wanted, cancellation);
            return wanted;
        }
        string id;
        if (expected.IsDirectory) id = DriveListing.Find(tree, path) is { Node.IsFolder: true } there ? there.Node.Id : throw Changed(path, "it is no longer there");
        else id = (await ExpectedAsync(tree, expected, cancellation)).Id;
        if (wanted == expected) return expected;
        var words = WordsOf(wanted);
        words.Remove("name");
        return EntryOf(tree, path, View.Put(await Service.PatchAsync(id, words, null, path, cancellation)));
    }

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) => ValueTask.FromResult(entry with { Xattrs = Xattrs.None });

    /// <inheritdoc/>
    public async ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        CheckName(to);
        var tree = await TreeAsync(cancellation);
        var folder = ParentOf(tree, to);
        using var held = await HoldAsync(to, cancellation);
        var (id, parent) = await StandingAsync(tree, expected, cancellation);
        await CheckFreeAsync(tree, to, cancellation);
        var name = DriveNames.Text(to.Name);
        var words = new JsonObject { ["name"] = DriveNames.Shown(name), ["appProperties"] = DriveWords.Of(expected with { Path = to }, name), ["modifiedTime"] = DriveWords.Stamp(expected.Mtime) };
        var file = await Service.PatchAsync(id, words, parent == folder.Id ? null : (folder.Id, parent), path, cancellation);
        return EntryOf(tree, to, View.Put(file));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        var tree = await TreeAsync(cancellation);
        var (id, _) = await StandingAsync(tree, expected, cancellation);
        if (expected.IsDirectory) await CheckEmptyAsync(id, path, cancellation);
        await Service.PatchAsync(id, new JsonObject { ["trashed"] = true }, null, path, cancellation);
        View.Remove(id);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        var tree = await TreeAsync(cancellation);
        var (id, parent) = await StandingAsync(tree, expected, cancellation);
        if (expected.IsDirectory) await CheckEmptyAsync(id, path, cancellation);
        var place = await _trash.MoveAsync(id, parent, expected, run, cancellation);
        View.Remove(id);
        return place;
    }

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) => _trash.FindAsync(run, was, _formats, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(to);
        CheckName(to);
        var tree = await TreeAsync(cancellation);
        var (kept, run) = await _trash.LookAsync(trashPath, cancellation) ?? throw Fail(to, StoreFault.NotFound, $"the trash has no {trashPath}");
        var folder = ParentOf(tree, to);
        using var held = await HoldAsync(to, cancellation);
        await CheckFreeAsync(tree, to, cancellation);
        var entry = EntryOf(tree, to, DriveNode.Of(kept, _formats));
        var name = DriveNames.Text(to.Name);
        var words = new JsonObject { ["name"] = DriveNames.Shown(name), ["appProperties"] = DriveWords.Of(entry, name), ["modifiedTime"] = DriveWords.Stamp(entry.Mtime) };
        return EntryOf(tree, to, View.Put(await Service.PatchAsync(kept.Id, words, (folder.Id, run), to, cancellation)));
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) => _trash.MeasureAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) => _trash.SweepAsync(keepSince, maxBytes, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> ProbeAsync(CancellationToken cancellation) => new DriveProbe(View, _own, _options, NewIdAsync).LookAsync(cancellation);

    /// <summary>Id and folder of what stands where an entry was seen, if it is still that.</summary>
    private async ValueTask<(string Id, string Parent)> StandingAsync(DriveTree tree, Entry expected, CancellationToken cancellation)
    {
        if (!expected.IsDirectory)
        {
            var file = await ExpectedAsync(tree, expected, cancellation);
            return (file.Id, file.Parent ?? View.Place.RootNode.Id);
        }
        var there = DriveListing.Find(tree, expected.Path) is { Node.IsFolder: true } found ? found.Node : throw Changed(expected.Path, "it is no longer there");
        return (there.Id, there.ParentId!);
    }

    private async ValueTask CheckEmptyAsync(string id, TreePath path, CancellationToken cancellation)
    {
        var page = await Service.ListAsync($"{DriveService.Quoted(id)} in parents and trashed = false", View.Place.Drive, null, path, cancellation);
        if (page.Files.Count > 0 || page.Next is not null) throw Changed(path, "the directory is not empty");
    }

    private static Entry Dressed(Entry entry, Metadata metadata) => entry with
    {
        Uid = metadata.Parts.HasFlag(MetadataParts.Owner) && metadata.Uid >= 0 ? metadata.Uid : entry.Uid,
        Gid = metadata.Parts.HasFlag(MetadataParts.Owner) && metadata.Gid >= 0 ? metadata.Gid : entry.Gid,
        Mode = metadata.Parts.HasFlag(MetadataParts.Mode) && entry.Kind != EntryKind.Symlink ? DriveWords.Masked(entry.Kind, metadata.Mode) : entry.Mode,
        Mtime = metadata.Parts.HasFlag(MetadataParts.Mtime) ? metadata.Mtime : entry.Mtime,
    };
}
