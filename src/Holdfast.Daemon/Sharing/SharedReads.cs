using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Sharing;

/// <summary>
/// What several destinations read of one source at the same time. What one of them reads is kept for the others in a bounded room.
/// When the room is full, those who are ahead wait a moment for those who are behind; who is still behind then drops out and reads
/// what it missed again, alone. It is waited for again as soon as it has caught up.
/// </summary>
/// <param name="parties">How many destinations there are.</param>
/// <param name="room">Bytes that are kept at most.</param>
/// <param name="patience">How long those ahead wait.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedReads(int parties, long room, TimeSpan patience, TimeProvider time) : IAsyncDisposable
{
    private const long Done = long.MaxValue;
    private readonly HashSet<int> _present = [.. Enumerable.Range(0, parties)];
    private readonly HashSet<int> _behind = [];
    private readonly LinkedList<SharedContent> _contents = new();
    private readonly Dictionary<TreePath, SharedContent> _byPath = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _held;

    /// <summary>Guards everything here and in contents.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Bytes that are kept now.</summary>
    public long Held
    {
        get { lock (Gate) return _held; }
    }

    /// <summary>Takes part in reading a file from its beginning; null when it cannot be taken part in any more, and must be read alone.</summary>
    public SharedContent? Join(Entry expected, int party)
    {
        lock (Gate)
        {
            if (_present.Count < 2) return null;
            if (!_byPath.TryGetValue(expected.Path, out var content))
            {
                _byPath[expected.Path] = content = new SharedContent(expected);
                _contents.AddLast(content);
            }
            else if (content.IsBroken || content.First > 0 || content.Positions.ContainsKey(party) || !IsSame(content.Expected, expected)) return null;
            else _behind.Remove(party);
            content.Positions[party] = 0;
            return content;
        }
    }

    /// <summary>Notes how far a party is with a file, and lets go of what all have.</summary>
    public void Moved(SharedContent content, int party, long position)
    {
        lock (Gate)
        {
            content.Positions[party] = position;
            Trim(content);
        }
    }

    /// <summary>A party has what it wanted of a file.</summary>
    public void Finished(SharedContent content, int party) => Moved(content, party, Done);

    /// <summary>A party reads no more.</summary>
    public void Leave(int party)
    {
        lock (Gate)
        {
            _present.Remove(party);
            foreach (var content in _contents.ToArray()) Trim(content);
        }
    }

    /// <summary>Nobody can take part in reading a file any more; those who do read on alone.</summary>
    public void Forget(SharedContent content)
    {
        lock (Gate)
        {
            content.IsBroken = true;
            Remove(content);
        }
    }

    /// <summary>Keeps a block for which room was made, as long as somebody can still want it.</summary>
    public void Keep(SharedContent content, byte[] data, ContentBlock block)
    {
        lock (Gate)
        {
            if (content.IsBroken) Release(data.Length);
            else content.Add(data, block);
        }
    }

    /// <summary>Makes room for a block that is to be kept.</summary>
    public async Task ReserveAsync(int bytes, CancellationToken cancellation)
    {
        while (true)
        {
            Task released;
            int[] waitedFor;
            lock (Gate)
            {
                var oldest = _contents.FirstOrDefault(content => content.HasBlocks);
                if (oldest is null || _held + bytes <= room)
                {
                    _held += bytes;
                    return;
                }
                waitedFor = [.. _present.Where(party => !_behind.Contains(party) && Wants(oldest, party))];
                if (waitedFor.Length == 0)
                {
                    Release(oldest.DropFirst());
                    if (!oldest.HasBlocks && oldest.AtEnd is not null) Remove(oldest);
                    continue;
                }
                released = _released.Task;
            }
            try { await released.WaitAsync(patience, time, cancellation); }
            catch (TimeoutException)
            {
                lock (Gate) _behind.UnionWith(waitedFor);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var content in _contents)
        {
            await content.CloseAsync();
            content.Dispose();
        }
    }

    // Who has not begun can begin only as long as nothing is missing.
    private static bool Wants(SharedContent content, int party) => content.Positions.TryGetValue(party, out var position) ? position <= content.First : content.First == 0;

    private static bool IsSame(Entry one, Entry other) => (one.Size == other.Size || one.IsSizeUnknown || other.IsSizeUnknown) && one.Mtime == other.Mtime && one.Inode == other.Inode;

    private void Trim(SharedContent content)
    {
        var least = _present.Count == 0 ? Done : _present.Min(party => content.Positions.GetValueOrDefault(party, content.First == 0 ? 0 : Done));
        while (content.HasBlocks && content.First < least) Release(content.DropFirst());
        if (least == Done || (!content.HasBlocks && content.AtEnd is not null && content.First > 0)) Remove(content);
    }

    private void Remove(SharedContent content)
    {
        if (!_byPath.TryGetValue(content.Expected.Path, out var known) || known != content) return;
        _byPath.Remove(content.Expected.Path);
        while (content.HasBlocks) Release(content.DropFirst());
        _contents.Remove(content);
    }

    private void Release(int bytes)
    {
        _held -= bytes;
        var released = _released;
        _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        released.SetResult();
    }
}
