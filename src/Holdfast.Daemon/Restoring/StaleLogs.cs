using Holdfast.Adapters.Captures;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>
/// Finds logs and journals beside the place where a database (SQLite) is restored. They belong to the database that stood there: SQLite
/// would take them for parts of the restored one, and spoil it without a word.
/// </summary>
/// <param name="store">Where it is restored.</param>
internal sealed class StaleLogs(IStore store)
{
    /// <summary>Whether there can be any. Applications are at work in databases on file systems; elsewhere each look is a request.</summary>
    public bool AreLookedFor => store.Ask<IRemoteStore>() is null;

    /// <summary>Why a file must not be restored; null when it may be.</summary>
    /// <param name="path">The name it gets.</param>
    /// <param name="comesToo">Whether a name beside it is restored as well: then it is a part of what is restored.</param>
    /// <param name="open">Opens what is restored; null where it cannot be read beforehand. Only asked when there is such a log.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<string?> RefuseAsync(TreePath path, Func<TreePath, ValueTask<bool>> comesToo, Func<ValueTask<IContentReader?>> open, CancellationToken cancellation)
    {
        if (!AreLookedFor) return null;
        foreach (var beside in new[] { DatabaseFiles.Beside(path, DatabaseFiles.Log), DatabaseFiles.Beside(path, DatabaseFiles.Journal) })
        {
            if (await store.StatAsync(beside, cancellation) is not { IsFile: true, Size: > 0 } || await comesToo(beside)) continue;
            if (await IsDatabaseAsync(open, cancellation)) return $"{beside} belongs to the database that stood here, and would spoil the restored one: stop the application and move it away";
        }
        return null;
    }

    private static async ValueTask<bool> IsDatabaseAsync(Func<ValueTask<IContentReader?>> open, CancellationToken cancellation)
    {
        await using var reader = await open();
        if (reader is null) return false;
        var buffer = new byte[DatabaseFiles.Magic.Length];
        for (var filled = 0; filled < buffer.Length;)
        {
            var block = await reader.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (block.Length == 0) return false;
            filled += block.Length;
        }
        return DatabaseFiles.Magic.SequenceEqual(buffer);
    }
}
