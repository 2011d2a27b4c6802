using System.Globalization;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>The lock of a store: it belongs to an open file and ends with the process, however that ends.</summary>
internal sealed class StoreLock : IAsyncDisposable
{
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock");
    private readonly ISystemCalls _calls;
    private readonly Descriptor _file;
    private bool _isReleased;

    private StoreLock(ISystemCalls calls, Descriptor file) => (_calls, _file) = (calls, file);

    /// <summary>Takes the lock; null when somebody else has it.</summary>
    public static StoreLock? TryTake(LocalTree tree)
    {
        var file = new Descriptor(tree.Calls, SystemCallException.Check(tree.Calls.OpenAt2(tree.Own.Self.Number, "lock"u8, new OpenHow
        {
            Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow | OpenFlags.CloseOnExec,
            Mode = 0x180,
            Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks,
        }), "openat2", Shown));
        var result = tree.Calls.Flock(file.Number, FlockOperations.Exclusive | FlockOperations.NonBlocking);
        if (result >= 0) return new StoreLock(tree.Calls, file);
        file.Dispose();
        return result == -Errno.EAGAIN ? null : throw new SystemCallException("flock", Shown, -result);
    }

    /// <summary>Clears what an interrupted run left: temporaries go, what was between two names goes to the trash.</summary>
    public static void Clear(LocalTree tree, CancellationToken cancellation)
    {
        tree.Own.RenewWorkspace();
        foreach (var name in Names(tree, tree.Own.Temporary, TreePath.From(".holdfast/tmp")))
        {
            if (name.AsSpan().SequenceEqual(tree.Own.Instance)) continue;
            var path = TreePath.Trusted(name);
            var result = tree.Calls.UnlinkAt(tree.Own.Temporary.Number, name, 0);
            if (result == -Errno.EISDIR) new TreeRemover(tree.Own.TemporaryTree).Remove(path, cancellation);
            else SystemCallException.Check(result, "unlinkat", path);
        }
        var swapped = Names(tree, tree.Own.Swap, TreePath.From(".holdfast/swap"));
        if (swapped.Count == 0) return;
        var run = string.Create(CultureInfo.InvariantCulture, $"recovered-{tree.Time.GetUtcNow():yyyyMMddTHHmmssZ}");
        var trash = new Trash(tree);
        foreach (var name in swapped) trash.Take(tree.Own.Swap, name, TreePath.Trusted(name), run);
    }

    /// <summary>Gives the lock back, also where a process that was just begun still shares the open file. Should that fail, closing it does the same a little later.</summary>
    public void Release()
    {
        if (_isReleased) return;
        _isReleased = true;
        _ = _calls.Flock(_file.Number, FlockOperations.Unlock);
        _file.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private static List<byte[]> Names(LocalTree tree, Descriptor directory, TreePath path)
    {
        var names = new List<byte[]>();
        var reader = new DirectoryReader(tree.Calls);
        SystemCallException.Check(tree.Calls.LSeek(directory.Number, 0, Whence.Start), "lseek", path);
        reader.Begin(directory.Number);
        for (var name = reader.Next(path); !name.IsEmpty; name = reader.Next(path)) names.Add(name.ToArray());
        return names;
    }
}
