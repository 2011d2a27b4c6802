using System.Collections.Concurrent;
using Holdfast.Daemon.Accounts;

namespace Holdfast.Daemon.Api;

/// <summary>The commands that clients gave and wait for.</summary>
internal sealed class CommandsUnderWay
{
    /// <summary>Most at a time.</summary>
    public const int Most = 64;

    private readonly ConcurrentDictionary<string, Given> _given = new(StringComparer.Ordinal);

    /// <summary>Takes one on; null when there are too many. It is to be disposed when its client was told the end.</summary>
    /// <param name="who">Who gave it.</param>
    public Given? TryBegin(Principal who)
    {
        if (_given.Count >= Most) return null;
        var given = new Given(this, Secrets.NewId(), who);
        _given[given.Id] = given;
        return given;
    }

    /// <summary>Asks one to end.</summary>
    /// <returns>False when there is none of that id, or somebody else gave it.</returns>
    public bool Cancel(string id, Principal who)
    {
        if (!_given.TryGetValue(id, out var given) || given.Who != who) return false;
        given.Cancel();
        return true;
    }

    /// <summary>Returns when there is none any more.</summary>
    public Task EndAsync() => Task.WhenAll(_given.Values.Select(given => given.Over));

    /// <summary>One command.</summary>
    /// <param name="all">The others.</param>
    /// <param name="id">Its id.</param>
    /// <param name="who">Who gave it.</param>
    internal sealed class Given(CommandsUnderWay all, string id, Principal who) : IDisposable
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _end = new();
        private readonly Lock _gate = new();
        private bool _isOver;

        /// <summary>Its id.</summary>
        public string Id => id;

        /// <summary>Who gave it.</summary>
        public Principal Who => who;

        /// <summary>Cancelled when it is asked to end.</summary>
        public CancellationToken Wish => _end.Token;

        /// <summary>Ends when its client was told the end.</summary>
        public Task Over => _over.Task;

        /// <summary>Asks it to end, unless it is over.</summary>
        public void Cancel()
        {
            lock (_gate)
            {
                if (!_isOver) _end.Cancel();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            all._given.TryRemove(id, out _);
            lock (_gate)
            {
                _isOver = true;
                _end.Dispose();
            }
            _over.TrySetResult();
        }
    }
}
