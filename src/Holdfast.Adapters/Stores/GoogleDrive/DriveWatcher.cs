using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Asks the feed of changes at intervals, and gathers the names that may look different.</summary>
/// <param name="view">The tree that the feed keeps up.</param>
/// <param name="filters">Names that nobody wants to hear of.</param>
/// <param name="options">How often.</param>
internal sealed class DriveWatcher(DriveView view, FilterSet filters, DriveStoreOptions options) : IStoreWatcher
{
    private const int Most = 50_000;
    private readonly Lock _gate = new();
    private readonly List<ScopeItem> _gathered = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _answeredAt = options.Time.GetTimestamp();
    private bool _isTooMuch;
    private volatile string? _trouble;

    /// <summary>A feed that does not answer has lost nothing, but what nobody hears of for so long is looked for by full passes.</summary>
    private TimeSpan Patience => options.Settings.Poll * 3 > TimeSpan.FromMinutes(15) ? options.Settings.Poll * 3 : TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public bool IsHealthy => _trouble is null;

    /// <inheritdoc/>
    public string? Trouble => _trouble;

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_gathered.Count > 0 || _isTooMuch) return;
                news = _news.Task;
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var pause = Task.Delay(options.Settings.Poll, options.Time, stop.Token);
            if (await Task.WhenAny(news, pause) == news)
            {
                await stop.CancelAsync();
                return;
            }
            await pause;
            var before = _trouble;
            await AskAsync(cancellation);
            // Whoever waits wants to know when the feed falls silent or is heard again, too.
            if (before != _trouble) return;
        }
    }

    /// <inheritdoc/>
    public Scope Take()
    {
        lock (_gate)
        {
            var taken = _isTooMuch ? Scope.All : Scope.Of(_gathered);
            _gathered.Clear();
            _isTooMuch = false;
            if (_news.Task.IsCompleted) _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    /// <summary>Some names may look different.</summary>
    public void Tell(Scope scope)
    {
        lock (_gate)
        {
            if (scope.Items is null) _isTooMuch = true;
            else foreach (var item in scope.Items) if (IsWanted(item)) _gathered.Add(item);
            _isTooMuch |= _gathered.Count > Most;
            if (_gathered.Count > 0 || _isTooMuch) _news.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        view.Remove(this);
        return ValueTask.CompletedTask;
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        try
        {
            await view.PollAsync(cancellation);
            _answeredAt = options.Time.GetTimestamp();
            _trouble = null;
        }
        catch (StoreException e) when (e.Fault == StoreFault.Denied || options.Time.GetElapsedTime(_answeredAt) > Patience) { _trouble = e.Cause; }
        catch (StoreException e) { options.Note?.Invoke($"the feed of changes did not answer: {e.Cause}; it is asked again"); }
    }

    private bool IsWanted(ScopeItem item) => item.Path.IsRoot || (!item.Path.Top.SequenceEqual(".holdfast"u8) && filters.DecideFromRoot(item.Path, item.Deep).Included);
}
