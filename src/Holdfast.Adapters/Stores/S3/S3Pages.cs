using System.Text;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// The keys below a prefix in order, page by page. Where a page ends is only known when it has come; but what was there
/// before tells where to cut, and so several pieces are asked for at once. The cuts need not be right: each piece is read to
/// its own end, in as many pages as it takes.
/// </summary>
internal sealed class S3Pages : IAsyncDisposable
{
    /// <summary>Names between two cuts: fewer than a page holds, so that a few new ones cost no page of their own.</summary>
    public const int Apart = 950;

    private const int PageSize = 1000;
    private readonly S3Service _service;
    private readonly string _prefix;
    private readonly int _atOnce;
    private readonly IAsyncEnumerator<string> _cuts;
    private readonly CancellationTokenSource _stop;
    private readonly List<Piece> _pieces = [];
    private readonly List<Task> _unwanted = [];
    private string _askedTo = "";
    private bool _isAsked;

    /// <summary>Asks for nothing yet.</summary>
    /// <param name="service">The server.</param>
    /// <param name="prefix">What all keys begin with.</param>
    /// <param name="cuts">Keys to cut at; one that is not behind the one before is passed over.</param>
    /// <param name="atOnce">Pages asked for at once.</param>
    /// <param name="cancellation">Gives up.</param>
    public S3Pages(S3Service service, string prefix, IAsyncEnumerable<string> cuts, int atOnce, CancellationToken cancellation)
    {
        (_service, _prefix, _atOnce) = (service, prefix, atOnce);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _cuts = cuts.GetAsyncEnumerator(_stop.Token);
    }

    // Keys up to one, or all that are left; the page is the next of them.
    private readonly record struct Piece(string? To, Task<(IReadOnlyList<ListedObject> Objects, bool More)> Page);

    /// <summary>The last key that was looked at or stepped over; null for the end.</summary>
    public string? Reached { get; private set; } = "";

    /// <summary>The next page; it may be empty. Null when there is none.</summary>
    public async ValueTask<IReadOnlyList<ListedObject>?> NextAsync()
    {
        await AskAsync();
        if (_pieces.Count == 0) return null;
        var (to, page) = _pieces[0];
        var (objects, more) = await page;
        var own = objects.Count;
        while (to is not null && own > 0 && IsBehind(objects[own - 1].Key, to)) own--;
        Reached = more && own == objects.Count ? objects[^1].Key : to;
        return own == objects.Count ? objects : [.. objects.Take(own)];
    }

    /// <summary>Asks for what comes behind the page that was taken.</summary>
    /// <param name="stepOver">Keys up to here are not wanted; null when all are.</param>
    public async ValueTask GoOnAsync(string? stepOver)
    {
        if (stepOver is not null && Reached is not null && IsBehind(stepOver, Reached)) Reached = stepOver;
        var taken = _pieces[0].Page;
        while (_pieces.Count > 0 && (Reached is null || _pieces[0].To is { } to && !IsBehind(to, Reached)))
        {
            _unwanted.Add(_pieces[0].Page);
            _pieces.RemoveAt(0);
        }
        if (_pieces.Count > 0 && _pieces[0].Page == taken) _pieces[0] = _pieces[0] with { Page = PageAfter(Reached!) };
        await AskAsync();
        _unwanted.RemoveAll(static page => page.IsCompletedSuccessfully);
    }

    /// <summary>Waits for what is under way, and cares for none of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll([.. _unwanted, .. _pieces.Select(static piece => piece.Page)]).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _cuts.DisposeAsync();
        _stop.Dispose();
    }

    private async ValueTask AskAsync()
    {
        while (!_isAsked && _pieces.Count < _atOnce)
        {
            var cut = await CutAsync();
            _pieces.Add(new Piece(cut, PageAfter(_askedTo)));
            (_askedTo, _isAsked) = (cut ?? "", cut is null);
        }
    }

    private async ValueTask<string?> CutAsync()
    {
        if (Reached is { } reached && IsBehind(reached, _askedTo)) _askedTo = reached;
        while (await _cuts.MoveNextAsync())
        {
            if (_cuts.Current.StartsWith(_prefix, StringComparison.Ordinal) && IsBehind(_cuts.Current, _askedTo)) return _cuts.Current;
        }
        return null;
    }

    private Task<(IReadOnlyList<ListedObject> Objects, bool More)> PageAfter(string key) => _service.ListAsync(_prefix, key, PageSize, _stop.Token);

    // Keys are in the order of their bytes, which that of UTF-16 is not.
    private static bool IsBehind(string key, string other) => Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)) > 0;
}
