using Holdfast.Engine.Model;

namespace Holdfast.Engine.Transferring;

/// <summary>Operations that are made durable together.</summary>
/// <param name="number">Its place among the batches of a run, from 0.</param>
/// <param name="begun">When it was begun, as the clock's timestamp.</param>
/// <param name="most">Operations it takes at most.</param>
internal sealed class Batch(long number, long begun, int most) : IAsyncDisposable
{
    private const long MaxBytes = 1L << 30;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private long _bytes;

    /// <summary>Its place among the batches of a run.</summary>
    public long Number => number;

    /// <summary>Writes that wait for their names.</summary>
    public List<StagedOperation> Staged { get; } = [];

    /// <summary>Outcomes of what took effect at once.</summary>
    public List<Outcome> Done { get; } = [];

    /// <summary>Outcomes that the flush of this batch makes durable: its own of what took effect at once, and those of batches named before.</summary>
    public List<Outcome> Covered { get; } = [];

    /// <summary>Number of the last batch all of whose outcomes are among <see cref="Covered"/>, or were recorded before; -1 for none.</summary>
    public long CoveredThrough { get; set; } = -1;

    /// <summary>Ends when its files have their names.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a staged write.</summary>
    public void Add(StagedOperation staged)
    {
        Staged.Add(staged);
        _bytes += staged.SourceRead.Size;
    }

    /// <summary>Whether it should be made durable now: so that little is lost by a crash, and little memory held.</summary>
    public bool IsFull(TimeProvider time) => Staged.Count + Done.Count >= most || _bytes >= MaxBytes || time.GetElapsedTime(begun) >= MaxAge;

    /// <summary>The outcomes of its writes should they get their names.</summary>
    public IEnumerable<Outcome> Announced() => Staged.Where(one => one.Write.Made is not null).Select(one => one.Outcome(one.Write.Made!, one.Write.Hash, null));

    /// <summary>Takes its temporaries away, as far as they were not given their names.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var staged in Staged) await staged.Write.DisposeAsync();
    }
}
