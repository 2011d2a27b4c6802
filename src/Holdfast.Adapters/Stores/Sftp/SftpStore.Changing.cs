using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <content>Directories, metadata, names and trash.</content>
internal sealed partial class SftpStore
{
    /// <inheritdoc/>
    public async ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        return await _service.CallAsync("make", path, 0, async (session, number, token) =>
        {
            var (there, isInside) = await SeeAsync(session, path, token);
            if (!isInside) throw NoParent(path);
            if (there is not null && !(number.MayHaveBeenDone && there.IsDirectory)) throw Changed(path, "something stands there already");
            if (there is null) await session.MakeDirectoryAsync(_places.Of(path), Private, token);
            // Writable for us at first, whatever it is to become.
            await session.SetAsync(_places.Of(path), SftpEntries.Wanted(wanted, Facts.Fidelity.Owner) with { Mode = (uint)SftpEntries.Masked(EntryKind.Directory, wanted.Mode) | Private }, token);
            return await LookAsync(session, path, token) ?? throw Changed(path, "it is gone again");
        }, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        if (!path.IsRoot) CheckName(path);
        if (expected.Kind == EntryKind.Special) throw Fail(path, StoreFault.Refused, "special files are never touched");
        return await _service.CallAsync("set the metadata of", path, 0, async (session, number, token) =>
        {
            var there = await LookAsync(session, path, token);
            // A time that was set by a try whose answer was lost is not what was expected, and what is wanted.
            if (!number.MayHaveBeenDone || there is null || there.Kind != expected.Kind || there.Size != expected.Size) CheckStill(expected, there);
            if (there!.Kind != EntryKind.Symlink || session.Knows(Extensions.LSetStat)) await session.SetAsync(_places.Of(path), SftpEntries.Wanted(there, metadata), token);
            return await LookAsync(session, path, token) ?? throw Changed(path, "it is gone");
        }, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) => ValueTask.FromResult(entry with { Xattrs = Xattrs.None });

    /// <inheritdoc/>
    public async ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(expected.Path);
        CheckName(expected.Path);
        CheckName(to);
        return await _service.CallAsync("rename", expected.Path, 0, async (session, number, token) =>
        {
            var there = await LookAsync(session, expected.Path, token);
            if (number.MayHaveBeenDone && there is null && await LookAsync(session, to, token) is { } moved && SftpEntries.IsStill(expected, moved)) return moved;
            CheckStill(expected, there);
            await CheckFreeAsync(session, to, token);
            await RenameAsync(session, _places.Of(expected.Path), to, token);
            return await LookAsync(session, to, token) ?? throw Changed(to, "it is gone again");
        }, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        CheckWritable(expected.Path);
        CheckName(expected.Path);
        return await _service.CallAsync("discard", expected.Path, 0, async (session, number, token) =>
        {
            if (number.MayHaveBeenDone && await LookAsync(session, expected.Path, token) is null && await FindAsync(session, run, expected, token) is { } done) return done;
            await ExpectAsync(session, expected, token);
            if (!expected.IsDirectory) return await _trash.TakeAsync(session, expected.Path, run, token);
            if ((await session.ListAsync(_places.Of(expected.Path), token)).Count > 0) throw Changed(expected.Path, "the directory is not empty");
            var kept = await _trash.KeepDirectoryAsync(session, expected, run, token);
            await RemoveAsync(session, expected, token);
            return kept;
        }, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) =>
        await _service.CallAsync("look for", was.Path, 0, (session, _, token) => FindAsync(session, run, was, token), cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(to);
        CheckName(to);
        return await _service.CallAsync("recover", to, 0, async (session, number, token) =>
        {
            if (await session.LStatAsync(_places.InTrash(trashPath), token) is not { } kept)
                return number.MayHaveBeenDone && await LookAsync(session, to, token) is { } back ? back : throw Fail(to, StoreFault.NotFound, $"the trash has no {trashPath}");
            await CheckFreeAsync(session, to, token);
            if (kept.Kind != EntryKind.Directory) await RenameAsync(session, _places.InTrash(trashPath), to, token);
            else await RecoverDirectoryAsync(session, kept, trashPath, to, token);
            return await LookAsync(session, to, token) ?? throw Changed(to, "it is gone again");
        }, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        var reader = new SftpReader(_service, _places.InTrash(trashPath), trashPath, _bandwidth);
        await reader.OpenAsync(cancellation);
        return reader;
    }

    /// <inheritdoc/>
    public async ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        CheckWritable(trashPath);
        await _service.CallAsync("let go of", trashPath, async (session, _, token) => await _trash.DropAsync(session, trashPath, token), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) =>
        await _service.CallAsync("measure", TreePath.Root, 0, async (session, _, token) => await SftpTrash.MeasureAsync(session, _places.InTrash(TreePath.From(run)), token), cancellation);

    /// <inheritdoc/>
    public async ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        var runs = await _service.CallAsync("list the trash of", TreePath.Root, 0, async (session, _, token) => await _trash.RunsAsync(session, token), cancellation);
        var sizes = new List<long>();
        foreach (var (run, _) in runs) sizes.Add(await MeasureAsync(run, cancellation));
        var left = sizes.Sum();
        var gone = new List<string>();
        for (var i = 0; i < runs.Count && (runs[i].Begun < keepSince || left > maxBytes); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var place = _places.InTrash(TreePath.From(runs[i].Run));
            await _service.CallAsync("empty the trash of", TreePath.Root, async (session, _, token) => await SftpTrash.RemoveAsync(session, place, token), cancellation);
            left -= sizes[i];
            gone.Add(runs[i].Run);
        }
        return new TrashSwept(gone, left);
    }

    private async Task<TreePath?> FindAsync(SftpSession session, string run, Entry was, CancellationToken cancellation)
    {
        foreach (var place in SftpTrash.PlacesOf(was.Path, run))
        {
            if (await session.LStatAsync(_places.InTrash(place), cancellation) is not { } kept) return null;
            var target = kept.Kind == EntryKind.Symlink ? await session.ReadLinkAsync(_places.InTrash(place), cancellation) : null;
            if (SftpEntries.IsStill(was, SftpEntries.Of(was.Path, kept, target))) return place;
        }
        return null;
    }

    private async ValueTask RecoverDirectoryAsync(SftpSession session, SftpAttributes kept, TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        await session.MakeDirectoryAsync(_places.Of(to), Private, cancellation);
        await session.SetAsync(_places.Of(to), new SftpAttributes { Mode = kept.Mode & 0xFFF, Times = kept.Times }, cancellation);
        // Others may still lie in it; then it stays until they are brought back or swept.
        try { await session.RemoveDirectoryAsync(_places.InTrash(trashPath), cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.Failure) { /* it is not empty */ }
    }

    private async ValueTask RemoveAsync(SftpSession session, Entry expected, CancellationToken cancellation)
    {
        if (!expected.IsDirectory)
        {
            await session.RemoveAsync(_places.Of(expected.Path), cancellation);
            return;
        }
        try { await session.RemoveDirectoryAsync(_places.Of(expected.Path), cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.Failure)
        {
            if ((await session.ListAsync(_places.Of(expected.Path), cancellation)).Count > 0) throw Changed(expected.Path, "the directory is not empty");
            throw;
        }
    }

    private async ValueTask ExpectAsync(SftpSession session, Entry expected, CancellationToken cancellation)
    {
        if (expected.Kind == EntryKind.Special) throw Fail(expected.Path, StoreFault.Refused, "special files are never touched");
        CheckStill(expected, await LookAsync(session, expected.Path, cancellation));
    }

    private async ValueTask CheckFreeAsync(SftpSession session, TreePath to, CancellationToken cancellation)
    {
        var (there, isInside) = await SeeAsync(session, to, cancellation);
        if (!isInside) throw NoParent(to);
        if (there is not null) throw Changed(to, "something stands there already");
    }

    private void CheckStill(Entry expected, Entry? there)
    {
        if (there is null) throw Changed(expected.Path, "it is no longer there");
        if (!SftpEntries.IsStill(expected, there)) throw Changed(expected.Path, "it has changed since it was seen");
    }
}
