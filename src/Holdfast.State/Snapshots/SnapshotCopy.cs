using SQLitePCL;

namespace Holdfast.State.Snapshots;

/// <summary>Copies a database page by page.</summary>
internal sealed class SnapshotCopy : IDisposable
{
    private readonly SnapshotConnection _to;
    private readonly sqlite3_backup _copying;
    private bool _isFinished;

    /// <summary>Begins.</summary>
    /// <exception cref="SnapshotException">It cannot begin.</exception>
    public SnapshotCopy(SnapshotConnection from, SnapshotConnection to)
    {
        _to = to;
        _copying = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (_copying is null || _copying.IsInvalid) throw to.Error(raw.sqlite3_errcode(to.Handle));
    }

    /// <summary>Pages there are in all, as of the last step.</summary>
    public long Pages => raw.sqlite3_backup_pagecount(_copying);

    /// <summary>Copies some pages.</summary>
    /// <returns>Whether there are more.</returns>
    /// <exception cref="SnapshotException">It failed.</exception>
    public bool Step(int pages)
    {
        var code = raw.sqlite3_backup_step(_copying, pages);
        if (code == raw.SQLITE_OK) return true;
        Finish();
        return code == raw.SQLITE_DONE ? false : throw _to.Error(code);
    }

    public void Dispose() => Finish();

    // What went wrong was said by the step.
    private void Finish()
    {
        if (_isFinished) return;
        _isFinished = true;
        _ = raw.sqlite3_backup_finish(_copying);
    }
}
