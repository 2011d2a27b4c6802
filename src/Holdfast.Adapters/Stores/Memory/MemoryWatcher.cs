using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>Gathers the names that change on a memory disk.</summary>
internal sealed class MemoryWatcher(MemoryDisk disk, FilterSet filters) : IStoreWatcher
{
    private readonly Lock _gate = new();
    private readonly HashSet<ScopeItem> _dirty = [];
    private TaskCompletionSource _pending = NewPending();
    private string? _trouble;

    public bool IsHealthy => Trouble is null;

    public string? Trouble
    {
        get { lock (_gate) return _trouble; }
    }

    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_gate) return _pending.Task.WaitAsync(cancellation);
    }

    public Scope Take()
    {
        lock (_gate)
        {
            if (_pending.Task.IsCompleted) _pending = NewPending();
            var scope = _trouble is null ? Scope.Of(_dirty) : Scope.All;
            _trouble = null;
            _dirty.Clear();
            return scope;
        }
    }

    /// <summary>A name may have changed.</summary>
    public void Touch(TreePath path, bool isDirectory, bool deep)
    {
        if (!filters.DecideFromRoot(path, isDirectory).Included) return;
        lock (_gate)
        {
            _dirty.Add(new ScopeItem(path, deep));
            _pending.TrySetResult();
        }
    }

    /// <summary>Events were lost.</summary>
    public void Lose(string why)
    {
        lock (_gate)
        {
            _trouble = why;
            _pending.TrySetResult();
        }
    }

    public ValueTask DisposeAsync()
    {
        disk.Remove(this);
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewPending() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
