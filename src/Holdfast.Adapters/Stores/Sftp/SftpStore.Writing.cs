using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <content>Writing: a temporary first, then its final name.</content>
internal sealed partial class SftpStore
{
    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        await using var staged = await StageAsync(request, mayWait: false, cancellation);
        return await staged.PublishAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation)
    {
        var staged = await StageAsync(request, mayWait: true, cancellation);
        if (staged.Made is null) _unsynced.Add(staged);
        return staged;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => _unsynced.FlushAsync(cancellation);

    private async ValueTask<SftpStage> StageAsync(WriteRequest request, bool mayWait, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        CheckWritable(wanted.Path);
        CheckName(wanted.Path);
        if (wanted.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Fail(wanted.Path, StoreFault.Refused, "only files and symbolic links are written");
        var temporary = SftpPlaces.Below(_places.Temporary, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_instance}-{Interlocked.Increment(ref _temporaries):x}")));
        try
        {
            var (sent, hash) = wanted.Kind == EntryKind.File ? await SendAsync(request, temporary, mayWait, cancellation) : (new SftpSent(await LinkAsync(wanted, temporary, cancellation), null), null);
            return new SftpStage(request, temporary, sent, hash, EndAsync, PublishAsync, AbandonAsync);
        }
        catch (Exception e) when (e is not StoreException { Fault: StoreFault.Unavailable })
        {
            await AbandonAsync(temporary, wanted.Path);
            if (e is StoreException { Fault: StoreFault.Other } && await IsFullAsync(request.Content?.Entry.Size ?? 0)) throw Fail(wanted.Path, StoreFault.Full, "no room is left on the server");
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        CheckWritable(expected.Path);
        CheckName(expected.Path);
        await _service.CallAsync("delete", expected.Path, async (session, number, token) =>
        {
            if (number.MayHaveBeenDone && await LookAsync(session, expected.Path, token) is null) return;
            await ExpectAsync(session, expected, token);
            await RemoveAsync(session, expected, token);
        }, cancellation);
    }

    private async ValueTask<(SftpSent Sent, ContentHash? Hash)> SendAsync(WriteRequest request, byte[] temporary, bool mayWait, CancellationToken cancellation)
    {
        using var upload = new SftpUpload(_service, temporary, request, Facts.Fidelity.Owner, _options, mayWait, _bandwidth);
        return await upload.RunAsync(cancellation);
    }

    /// <summary>Makes a file durable that waits open. What the server had when its connection was lost nobody can be sure of: then the file is to be sent again.</summary>
    private async Task<Entry> EndAsync(SftpOpenFile open)
    {
        Entry? made;
        try { made = await _service.CallOnAsync(() => open.Session, "make durable", open.Path, 0, async (session, _, token) => session == open.Session ? await open.EndAsync(token) : null, CancellationToken.None); }
        catch (StoreException e) when (e.Fault == StoreFault.Other)
        {
            if (await IsFullAsync(0)) throw Fail(open.Path, StoreFault.Full, "no room is left on the server");
            throw;
        }
        return made ?? throw Fail(open.Path, StoreFault.Transient, "the connection was lost before the server said that it is durable");
    }

    private async ValueTask<Entry> LinkAsync(Entry wanted, byte[] temporary, CancellationToken cancellation) => await _service.CallAsync("write", wanted.Path, 0, async (session, number, token) =>
    {
        if (!number.MayHaveBeenDone || await session.LStatAsync(temporary, token) is null) await session.LinkSymbolicallyAsync(wanted.Target, temporary, token);
        // Without the extension the time of what it points to would be set.
        if (session.Knows(Extensions.LSetStat)) await session.SetAsync(temporary, SftpEntries.Wanted(wanted, Facts.Fidelity.Owner), token);
        return SftpEntries.Of(wanted.Path, await session.LStatAsync(temporary, token) ?? throw new SftpStatusException(StatusCode.NoSuchFile, ""), wanted.Target.ToArray());
    }, cancellation);

    private Task<Written> PublishAsync(SftpStage staged, CancellationToken cancellation) => _service.CallAsync("publish", staged.Request.Wanted.Path, 0, async (session, number, token) =>
    {
        var path = staged.Request.Wanted.Path;
        CheckWritable(path);
        var (there, isInside) = await SeeAsync(session, path, token);
        if (!isInside) throw NoParent(path);
        if (number.MayHaveBeenDone && there is not null && SftpEntries.IsStill(staged.Made!, there) && await session.LStatAsync(staged.Temporary, token) is null) return staged.Written(there);
        if (staged.Request.Replaces is not { } replaces)
        {
            if (there is not null) throw Changed(path, "something stands there already");
            await RenameAsync(session, staged.Temporary, path, token);
        }
        else if (number.MayHaveBeenDone && there is null && await MadeWayAsync(session, staged, replaces, token)) await RenameAsync(session, staged.Temporary, path, token);
        else
        {
            CheckStill(replaces, there);
            if (there!.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Changed(path, "it is not a file or link that could be replaced");
            await ReplaceAsync(session, staged, token);
        }
        return staged.Written(staged.Made!);
    }, cancellation);

    /// <summary>Takes the place of what stands there, in one step where the server can: what it was gets a further name in the trash first.</summary>
    private async ValueTask ReplaceAsync(SftpSession session, SftpStage staged, CancellationToken cancellation)
    {
        var path = staged.Request.Wanted.Path;
        var isOneStep = session.Knows(Extensions.PosixRename);
        if (staged.Request.TrashRun is { } run)
        {
            if (isOneStep && (await TryShelveAsync(session, staged, run, cancellation) || await TryCopyAsync(session, staged, run, cancellation)))
            {
                await session.ReplaceAsync(staged.Temporary, _places.Of(path), cancellation);
                return;
            }
            staged.Trash = await _trash.TakeAsync(session, path, run, cancellation);
            try { await session.RenameAsync(staged.Temporary, _places.Of(path), cancellation); }
            catch (SftpStatusException)
            {
                if (await session.LStatAsync(staged.Temporary, cancellation) is null) return;
                await session.RenameAsync(_places.InTrash(staged.Trash.Value), _places.Of(path), CancellationToken.None);
                staged.Trash = null;
                throw;
            }
            return;
        }
        await Renames.OverAsync(session, staged.Temporary, _places.Of(path), cancellation);
    }

    /// <summary>Whether an earlier try has put aside what is to be replaced, and was cut off before the new file took its name.</summary>
    private async ValueTask<bool> MadeWayAsync(SftpSession session, SftpStage staged, Entry replaces, CancellationToken cancellation)
    {
        if (staged.Request.TrashRun is not { } run) return !session.Knows(Extensions.PosixRename);
        return (staged.Trash ??= await FindAsync(session, run, replaces, cancellation)) is not null;
    }

    private async ValueTask<bool> TryShelveAsync(SftpSession session, SftpStage staged, string run, CancellationToken cancellation)
    {
        // A try whose answer was lost may have done it already.
        if (staged.Trash is not null) return true;
        if (!session.Knows(Extensions.HardLink)) return false;
        try
        {
            staged.Trash = await _trash.LinkAsync(session, staged.Request.Wanted.Path, run, cancellation);
            return true;
        }
        // Not every file system has further names.
        catch (SftpStatusException e) when (e.Code is StatusCode.Failure or StatusCode.Unsupported) { return false; }
    }

    /// <summary>Where there are no further names: a copy of it, so that at every moment something stands under the name.</summary>
    private async ValueTask<bool> TryCopyAsync(SftpSession session, SftpStage staged, string run, CancellationToken cancellation)
    {
        var path = staged.Request.Wanted.Path;
        if (!session.Knows(Extensions.CopyData) || await session.LStatAsync(_places.Of(path), cancellation) is not { Kind: EntryKind.File, Size: <= SftpCopy.Largest } was) return false;
        byte[] temporary = [.. staged.Temporary, .. ".old"u8];
        try { await SftpCopy.MakeAsync(session, _places.Of(path), was, temporary, Facts.Fidelity.Owner, _options.Syncs, cancellation); }
        catch (SftpStatusException e) when (e.Code is StatusCode.Failure or StatusCode.Unsupported or StatusCode.PermissionDenied)
        {
            await AbandonAsync(temporary, path);
            return false;
        }
        if (await session.LStatAsync(_places.Of(path), cancellation) is not { } now || now.Size != was.Size || now.Times?.Modification != was.Times?.Modification)
        {
            await AbandonAsync(temporary, path);
            throw Changed(path, "it changed while it was copied to the trash");
        }
        staged.Trash = await _trash.PutAsync(session, temporary, path, run, cancellation);
        return true;
    }

    /// <summary>Gives a name that must be free. The server refuses one that is taken, and has no word for it.</summary>
    private async ValueTask RenameAsync(SftpSession session, byte[] from, TreePath to, CancellationToken cancellation)
    {
        try { await session.RenameAsync(from, _places.Of(to), cancellation); }
        catch (SftpStatusException e) when (e.Code is StatusCode.Failure or StatusCode.NoSuchFile or StatusCode.PermissionDenied)
        {
            if (await LookAsync(session, to, cancellation) is null) throw;
            // Servers before a network of their own sometimes refuse what they have done.
            if (await session.LStatAsync(from, cancellation) is not null) throw Changed(to, "something stands there already");
        }
    }

    private ValueTask AbandonAsync(SftpStage staged) => AbandonAsync(staged.Temporary, staged.Request.Wanted.Path);

    private async ValueTask AbandonAsync(byte[] temporary, TreePath path)
    {
        try
        {
            await _service.CallAsync("clear away", path, async (session, _, token) =>
            {
                if (await session.LStatAsync(temporary, token) is not null) await session.RemoveAsync(temporary, token);
            }, CancellationToken.None);
        }
        catch (StoreException e) { _options.Note?.Invoke($"{_name}: a temporary stays until the next run: {e.Cause}"); }
    }

    private async ValueTask<bool> IsFullAsync(long size)
    {
        try { return await CapacityAsync(CancellationToken.None) is { TotalBytes: > 0 } room && room.FreeBytes < Math.Max(1 << 20, size); }
        catch (StoreException) { return false; }
    }
}
