using System.Runtime.CompilerServices;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>Puts entries into canonical order whose names came in another one: in memory as long as they are few, else by way of a file without a name.</summary>
/// <param name="store">Name of the store, for errors.</param>
/// <param name="options">Where, and from how many on.</param>
internal sealed class EntrySorter(string store, SealedStoreOptions options) : IDisposable
{
    private List<Entry> _held = [];
    private EntrySpill? _spill;

    /// <summary>Takes one.</summary>
    public void Add(Entry entry)
    {
        _held.Add(entry);
        if (_held.Count >= options.SortInMemory) Spill();
    }

    /// <summary>All of them, in order; of two with one name the first.</summary>
    public async IAsyncEnumerable<Entry> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (_spill is null) _held.Sort(CanonicalOrder.Compare);
        else if (_held.Count > 0) Spill();
        Entry? last = null;
        using var entries = (_spill?.Merge() ?? _held).GetEnumerator();
        while (Next(entries))
        {
            var entry = entries.Current;
            cancellation.ThrowIfCancellationRequested();
            if (last is not null && CanonicalOrder.Compare(last, entry) == 0) continue;
            yield return last = entry;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _spill?.Dispose();

    private void Spill()
    {
        try
        {
            _spill ??= new EntrySpill(LinuxSystemCalls.Instance, options.SpillDirectory, TreePath.Root);
            _spill.Add(_held);
        }
        catch (SystemCallException failure) { throw Fail(failure); }
        _held = [];
    }

    private bool Next(IEnumerator<Entry> entries)
    {
        try { return entries.MoveNext(); }
        catch (SystemCallException failure) { throw Fail(failure); }
    }

    private StoreException Fail(SystemCallException failure) =>
        new(store, TreePath.Root, StoreFault.Other, $"its listing could not be sorted in {options.SpillDirectory}: {failure.Message}", failure);
}
