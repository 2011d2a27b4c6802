using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <content>Writing, whole or nothing.</content>
internal sealed partial class DriveStore
{
    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        if (wanted.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Fail(path, StoreFault.Refused, "only files and links are written");
        if (wanted.Kind == EntryKind.Symlink && wanted.Target.Length > DriveWords.LongestTarget) throw Fail(path, StoreFault.Refused, $"it points to a name longer than {DriveWords.LongestTarget} bytes, which Drive has no place for");
        var tree = await TreeAsync(cancellation);
        var folder = ParentOf(tree, path);
        using var held = await HoldAsync(path, cancellation);
        var old = request.Replaces is { } expected ? await ExpectedAsync(tree, expected with { Path = path }, cancellation) : null;
        if (old is null) await CheckFreeAsync(tree, path, cancellation);

        var words = WordsOf(wanted);
        if (old is null) (words["id"], words["parents"]) = (await NewIdAsync(cancellation), new JsonArray(folder.Id));
        var upload = new DriveUpload(Service, _options, _name, path);
        // What the content really is shows only when all of it was read; the last request is what makes it visible.
        async ValueTask<TreePath?> BeforeEnd(CancellationToken token)
        {
            CheckWritable(path);
            if (old is null) return null;
            await ExpectedAsync(tree, request.Replaces! with { Path = path }, token);
            return request.TrashRun is { } run ? await _trash.KeepAsync(old, path, run, token) : null;
        }
        var (file, hash, trash) = await upload.SendAsync(old?.Id, words, wanted.Kind == EntryKind.Symlink ? null : request.Content, BeforeEnd, _trash.DropAsync, cancellation);
        return new Written(EntryOf(tree, path, View.Put(file)), wanted.Kind == EntryKind.Symlink ? null : hash, trash);
    }

    private static JsonObject WordsOf(Entry wanted)
    {
        var name = DriveNames.Text(wanted.Path.Name);
        return new JsonObject { ["name"] = DriveNames.Shown(name), ["modifiedTime"] = DriveWords.Stamp(wanted.Mtime), ["appProperties"] = DriveWords.Of(wanted, name) };
    }

    private static Entry EntryOf(DriveTree tree, TreePath path, DriveNode node) => DriveEntries.Of(tree, new DriveName(path, node, false));

    private DriveNode ParentOf(DriveTree tree, TreePath path) =>
        DriveListing.Find(tree, path.Parent) is { Node: { IsFolder: true } folder } ? folder : throw Fail(path, StoreFault.NotFound, "the directory above it is not there");

    /// <summary>The file of an entry, if it is still as it was seen.</summary>
    private async ValueTask<DriveFile> ExpectedAsync(DriveTree tree, Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (expected.IsDirectory) throw Changed(path, "it is not a file or link that could be replaced");
        if (expected.Kind == EntryKind.Special) throw Fail(path, StoreFault.Refused, "special files are never touched");
        if (DriveListing.Find(tree, path) is not { } known) throw Changed(path, "it is no longer there");
        DriveFile file;
        try { file = await Service.GetAsync(known.Node.Id, path, cancellation); }
        catch (StoreException e) when (e.Fault == StoreFault.NotFound) { throw Changed(path, "it is no longer there"); }
        var there = EntryOf(tree, path, DriveNode.Of(file, _formats));
        if (file.IsTrashed || (file.Parent ?? known.Node.ParentId) != known.Node.ParentId || DriveNode.Of(file, _formats).Base != known.Node.Base) throw Changed(path, "it is no longer there");
        return there.Kind == expected.Kind && (expected.Inode == 0 || expected.Inode == there.Inode) && (there.Size == expected.Size || expected.IsSizeUnknown || there.IsSizeUnknown) && there.Mtime == expected.Mtime ? file
            : throw Changed(path, "it has changed since it was seen");
    }

    /// <summary>Refuses a name that is taken, by the server's own list of the folder: nothing else keeps Drive from holding it twice.</summary>
    private async ValueTask CheckFreeAsync(DriveTree tree, TreePath path, CancellationToken cancellation)
    {
        if (await FindAsync(tree, path, cancellation) is { } there) throw Changed(path, there.Node.IsFolder ? "a directory stands there" : "something stands there already");
        var folder = ParentOf(tree, path);
        int colliders;
        lock (tree.Gate) colliders = folder.Children?.GetValueOrDefault(DriveNames.Text(path.Name))?.Count ?? 0;
        // Those that share a name bear others here; one more of it would be one more at every run.
        if (colliders > 0) throw Changed(path, $"{colliders} things of that name stand there: give all but one another name, or remove them");
    }
}
