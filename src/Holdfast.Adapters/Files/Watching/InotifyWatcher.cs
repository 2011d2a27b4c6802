using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Files.Watching;

/// <summary>
/// Watches a tree of this machine by inotify, in a thread of its own that sleeps while nothing happens. When events are lost
/// everything is watched anew and the whole tree reported; where something cannot be watched, <see cref="Trouble"/> says
/// what can be done. Writes by mmap and by other machines are seen by nobody: a rescan finds them.
/// </summary>
internal sealed class InotifyWatcher : IStoreWatcher
{
    // Many events at a time cost less than many times one; who changes something is not made to wait for this.
    private const int GatherMilliseconds = 10;
    private static readonly TimeSpan BetweenRebuilds = TimeSpan.FromSeconds(10);
    private readonly TreeRoot _root;
    private readonly FilterSet _filters;
    private readonly TimeProvider _time;
    private readonly DirtyNames _dirty = new();
    private readonly Descriptor _stop;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _trouble;
    private int _disposed;

    private InotifyWatcher(TreeRoot root, FilterSet filters, TimeProvider time)
    {
        (_root, _filters, _time) = (root, filters, time);
        _stop = new Descriptor(root.Calls, SystemCallException.Check(root.Calls.EventFd(0, InotifyFlags.CloseOnExecNonBlocking), "eventfd", TreePath.Root));
    }

    /// <inheritdoc/>
    public bool IsHealthy => Trouble is null;

    /// <inheritdoc/>
    public string? Trouble => _trouble ?? _dirty.Lost;

    /// <summary>Directories that are watched, as of the last events.</summary>
    public int Count { get; private set; }

    /// <summary>Watches a tree; everything below the root is watched when this returns. To be disposed before the root is.</summary>
    /// <exception cref="SystemCallException">There can be no more inotify instances: <c>fs.inotify.max_user_instances</c>.</exception>
    public static async Task<InotifyWatcher> StartAsync(TreeRoot root, FilterSet filters, TimeProvider time, CancellationToken cancellation)
    {
        var watcher = new InotifyWatcher(root, filters, time);
        new Thread(watcher.Run, 512 << 10) { IsBackground = true, Name = "watcher" }.Start();
        try
        {
            await watcher._ready.Task.WaitAsync(cancellation);
            return watcher;
        }
        catch
        {
            await watcher.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => _dirty.WaitAsync(cancellation);

    /// <inheritdoc/>
    public Scope Take() => _dirty.Take();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        _ = _root.Calls.Write(_stop.Number, BitConverter.GetBytes(1L));
        await _ended.Task;
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            for (var last = _time.GetTimestamp() - _time.TimestampFrequency * 60; WatchUntilLost(); last = _time.GetTimestamp())
            {
                _trouble = "events were lost; the tree is being watched anew";
                // A storm that outruns us again and again is not to keep a whole processor busy with this.
                var wait = BetweenRebuilds - _time.GetElapsedTime(last);
                if (wait > TimeSpan.Zero && IsStopped((int)wait.TotalMilliseconds)) break;
            }
        }
        catch (Exception failure)
        {
            // Nobody above this thread could take it: who waits is told, and looks at everything from now on.
            _trouble = failure.Message;
            _ready.TrySetException(failure);
            _dirty.Lose(failure.Message);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    // False when it is to stop, true when events were lost.
    private bool WatchUntilLost()
    {
        using var tree = new WatchedTree(_root, _filters, _dirty);
        tree.Begin();
        Tell(tree);
        if (!_ready.TrySetResult()) _dirty.Lose("events were lost (the kernel's queue ran over: fs.inotify.max_queued_events)");
        while (!tree.HasLost)
        {
            if (!WaitForEvents(tree.Number)) return false;
            tree.Follow();
            Tell(tree);
            if (!tree.HasLost && IsStopped(GatherMilliseconds)) return false;
        }
        return true;
    }

    private void Tell(WatchedTree tree) => (_trouble, Count) = (tree.Trouble, tree.Count);

    private bool WaitForEvents(int inotify)
    {
        Span<PollDescriptor> wanted = [new() { Descriptor = inotify, Wanted = PollDescriptor.In }, new() { Descriptor = _stop.Number, Wanted = PollDescriptor.In }];
        SystemCallException.Check(_root.Calls.Poll(wanted, -1), "poll", TreePath.Root);
        return wanted[1].Got == 0;
    }

    private bool IsStopped(int milliseconds)
    {
        Span<PollDescriptor> wanted = [new() { Descriptor = _stop.Number, Wanted = PollDescriptor.In }];
        return SystemCallException.Check(_root.Calls.Poll(wanted, milliseconds), "poll", TreePath.Root) > 0;
    }
}
