using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files.Watching;

/// <summary>Names that may have changed, gathered by one thread and taken by others. Past 50,000 names they are the whole tree.</summary>
internal sealed class DirtyNames
{
    private const int MostNames = 50_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<TreePath, bool> _names = [];
    private TaskCompletionSource _some = Signal();
    private bool _isAll;
    private string? _lost;

    /// <summary>Why the whole tree is to be looked at; null when nothing was lost since it was last taken.</summary>
    public string? Lost
    {
        get { lock (_lock) return _lost; }
    }

    /// <summary>A name may have changed, or everything below it.</summary>
    public void Add(TreePath path, bool deep)
    {
        lock (_lock)
        {
            if (_isAll) return;
            _names[path] = deep || _names.GetValueOrDefault(path);
            if (_names.Count > MostNames) TakeAll();
            _some.TrySetResult();
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void Lose(string why)
    {
        lock (_lock)
        {
            _lost = why;
            TakeAll();
            _some.TrySetResult();
        }
    }

    /// <summary>Waits until there is something to take.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_lock) return _some.Task.WaitAsync(cancellation);
    }

    /// <summary>Hands over what has gathered and begins anew.</summary>
    public Scope Take()
    {
        lock (_lock)
        {
            var scope = _isAll ? Scope.All : Scope.Of(_names.Select(name => new ScopeItem(name.Key, name.Value)));
            (_isAll, _lost) = (false, null);
            _names.Clear();
            if (_some.Task.IsCompleted) _some = Signal();
            return scope;
        }
    }

    private void TakeAll()
    {
        _isAll = true;
        _names.Clear();
        _names.TrimExcess();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
