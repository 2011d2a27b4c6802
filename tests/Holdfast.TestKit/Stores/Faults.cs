using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <summary>A call that can go wrong.</summary>
public enum StoreCall
{
    /// <summary>The start of a listing.</summary>
    List,

    /// <summary>One entry of a listing.</summary>
    ListEntry,
    Stat,
    OpenRead,

    /// <summary>One piece of content.</summary>
    Read,
    ReaderStat,
    Write,
    Delete,
    Stage,
    Flush,
    Publish,
    MakeDirectory,
    SetMetadata,
    ReadXattrs,
    Move,
    Link,
    Discard,
    Recover,
    Measure,
    Sweep,
    Capacity,
    Lock,
    Watch,
}

/// <summary>One fault a test asked for.</summary>
/// <param name="Call">The call it befalls.</param>
/// <param name="Nth">The first one it befalls, from 1, counted from when the fault was added.</param>
/// <param name="Fault">What the call throws.</param>
public sealed record PlannedFault(StoreCall Call, int Nth, StoreFault Fault)
{
    /// <summary>Whether every later call fails too.</summary>
    public bool ForEver { get; init; }

    /// <summary>Whether the call does its work first: it happened, and the caller does not know.</summary>
    public bool AfterTheFact { get; init; }

    /// <summary>Only calls for this name count; null for all.</summary>
    public TreePath? Path { get; init; }
}

/// <summary>What goes wrong in a <see cref="FaultyStore"/>, and how often each call was made. Safe for many threads.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<(PlannedFault Fault, StrongCount Seen)> _planned = [];
    private readonly Dictionary<StoreCall, int> _counts = [];
    private readonly Dictionary<TreePath, string> _unlisted = [];
    private readonly Dictionary<TreePath, Action> _whileReading = [];
    private (TimeProvider Time, TimeSpan Delay)? _slow;
    private int _shortReads = int.MaxValue;

    /// <summary>How often a call was made.</summary>
    public int Count(StoreCall call)
    {
        lock (_gate) return _counts.GetValueOrDefault(call);
    }

    /// <summary>The n-th call of a kind fails, once or for ever.</summary>
    public Faults Fail(StoreCall call, int nth = 1, StoreFault fault = StoreFault.Other, bool forEver = false, bool afterTheFact = false, TreePath? path = null)
    {
        lock (_gate) _planned.Add((new PlannedFault(call, nth, fault) { ForEver = forEver, AfterTheFact = afterTheFact, Path = path }, new StrongCount()));
        return this;
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _planned.Clear();
            _unlisted.Clear();
            _whileReading.Clear();
            (_slow, _shortReads) = (null, int.MaxValue);
        }
    }

    /// <summary>No read gives more than so many bytes.</summary>
    public Faults ReadAtMost(int bytes)
    {
        _shortReads = bytes;
        return this;
    }

    /// <summary>Every read takes so long on this clock.</summary>
    public Faults SlowReads(TimeProvider time, TimeSpan delay)
    {
        _slow = (time, delay);
        return this;
    }

    /// <summary>Something happens to a file once, after the first piece of it was read.</summary>
    public Faults WhileReading(TreePath path, Action act)
    {
        lock (_gate) _whileReading[path] = act;
        return this;
    }

    /// <summary>A directory cannot be listed.</summary>
    public Faults Unlist(TreePath path, string why = "permission denied")
    {
        lock (_gate) _unlisted[path] = why;
        return this;
    }

    internal string? WhyUnlisted(TreePath path)
    {
        lock (_gate) return _unlisted.GetValueOrDefault(path);
    }

    internal Memory<byte> Shorten(Memory<byte> buffer) => buffer[..Math.Min(buffer.Length, _shortReads)];

    internal void AfterRead(TreePath path)
    {
        Action? act;
        lock (_gate) _whileReading.Remove(path, out act);
        act?.Invoke();
    }

    /// <summary>Counts a call and throws what is planned before it; returns the faults that wait for its end.</summary>
    internal async ValueTask<IReadOnlyList<PlannedFault>> BeforeAsync(string store, StoreCall call, TreePath path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (call == StoreCall.Read && _slow is { } slow) await Task.Delay(slow.Delay, slow.Time, cancellation);
        List<PlannedFault> due = [];
        lock (_gate)
        {
            _counts[call] = _counts.GetValueOrDefault(call) + 1;
            foreach (var (fault, seen) in _planned)
            {
                if (fault.Call != call || (fault.Path is { } only && only != path)) continue;
                var n = ++seen.Value;
                if (n == fault.Nth || (fault.ForEver && n > fault.Nth)) due.Add(fault);
            }
        }
        if (due.Find(fault => !fault.AfterTheFact) is { } now) throw Thrown(store, path, now);
        return due;
    }

    internal void After(string store, TreePath path, IReadOnlyList<PlannedFault> due)
    {
        if (due.Count > 0) throw Thrown(store, path, due[0]);
    }

    private static StoreException Thrown(string store, TreePath path, PlannedFault fault) => new(store, path, fault.Fault, $"injected {fault.Fault} at {fault.Call} {fault.Nth}");

    private sealed class StrongCount
    {
        public int Value { get; set; }
    }
}
