namespace Holdfast.Engine.Model;

/// <summary>What a run is doing right now; written by the run, read by whoever shows it. All counts only grow within a phase.</summary>
public sealed class RunProgress
{
    private long _entries;
    private long _done;
    private long _bytes;

    /// <summary>The step it is in: <c>scan</c>, <c>guard</c>, <c>transfer</c>, <c>verify</c>, <c>record</c>; <c>transfer</c> too while it carries what it is still looking for.</summary>
    public string Phase { get; set; } = "scan";

    /// <summary>Entries looked at.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>Operations that have ended.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Bytes of content read.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Operations in the plan; 0 while that is not known.</summary>
    public long TotalOperations { get; set; }

    /// <summary>Bytes of content in the plan; 0 while that is not known.</summary>
    public long TotalBytes { get; set; }

    /// <summary>A name being worked on.</summary>
    public TreePath Current { get; set; }

    /// <summary>Adds to the entries looked at.</summary>
    public void SawEntries(long count) => Interlocked.Add(ref _entries, count);

    /// <summary>Adds an operation that has ended.</summary>
    public void DidOne() => Interlocked.Increment(ref _done);

    /// <summary>Adds bytes of content.</summary>
    public void MovedBytes(long count) => Interlocked.Add(ref _bytes, count);
}
