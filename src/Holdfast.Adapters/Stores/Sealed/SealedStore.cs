using Holdfast.Adapters.Sealing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>
/// Any store, seen through encryption: what is written goes into the store inside encrypted, what is read comes out in plain. Sizes and names are as people
/// know them; hashes are of the plain content. The format and what can still be seen from outside stand in docs/encryption.md.
/// </summary>
internal sealed partial class SealedStore : IStore, IEncryptedStore, ILockingStore
{
    private readonly IStore _inner;
    private readonly SealedStoreOptions _options;
    private readonly NameSeal? _names;
    private readonly PathSeal _paths;
    private readonly EntrySeal _entries;
    private Tuple<StoreFacts, StoreFacts>? _facts;

    /// <summary>Looks at a store through encryption.</summary>
    /// <param name="inner">The store, opened with the seal that fits; disposed with this.</param>
    /// <param name="options">How it is encrypted.</param>
    public SealedStore(IStore inner, SealedStoreOptions options)
    {
        (_inner, _options) = (inner, options);
        _names = options.Names ? new NameSeal(options.Keys[^1]) : null;
        _paths = new PathSeal(_names);
        _entries = new EntrySeal(_paths);
    }

    /// <inheritdoc/>
    public StoreFacts Facts
    {
        get
        {
            var there = _inner.Facts;
            if (_facts is { } known && ReferenceEquals(known.Item1, there)) return known.Item2;
            // What is encrypted has one way to be written, whatever the store makes of case.
            var own = there with { Fidelity = there.Fidelity with { Xattrs = false, CaseSensitive = there.Fidelity.CaseSensitive || _paths.IsOn } };
            _facts = Tuple.Create(there, own);
            return own;
        }
    }

    /// <inheritdoc/>
    public string Key => _options.Keys[0].Id;

    /// <inheritdoc/>
    public bool HidesNames => _paths.IsOn;

    /// <inheritdoc/>
    public T? Ask<T>() where T : class
    {
        if (typeof(T) == typeof(IEncryptedStore)) return this as T;
        if (typeof(T) == typeof(ICapacityStore) || typeof(T) == typeof(IRemoteStore) || typeof(T) == typeof(IProbingStore)) return _inner.Ask<T>();
        // Which of the encrypted names filters keep out only a look at the store can tell: there changes are found by interval.
        if (typeof(T) == typeof(IWatchingStore)) return _paths.IsOn ? null : _inner.Ask<T>();
        return this is T && _inner.Ask<T>() is not null ? this as T : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        if (_inner.Facts.MarkerIsNew) await CheckOursAsync(cancellation);
        return await Inside<ILockingStore>().TryLockAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _names?.Dispose();
        await _inner.DisposeAsync();
    }

    private T Inside<T>() where T : class => _inner.Ask<T>() ?? throw Fail(TreePath.Root, StoreFault.Refused, $"a {_inner.Facts.Kind} store is no {typeof(T).Name}");

    private StoreException Fail(TreePath path, StoreFault fault, string cause) => new(_inner.Facts.Name, path, fault, cause);

    /// <summary>Waits for a call of the store inside, and tells its errors under the name that people know.</summary>
    private async ValueTask<T> Do<T>(TreePath path, ValueTask<T> call)
    {
        try { return await call; }
        catch (StoreException e) { throw Named(e, path); }
    }

    private StoreException Named(StoreException e, TreePath path) => SealedErrors.Named(e, _inner.Facts.Name, path, _paths.Longest(path));

    /// <summary>The store's own directory bears a name that encryption would hide.</summary>
    private void CheckName(TreePath path)
    {
        if (path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast is the store's own");
    }

    /// <summary>
    /// A place that was never marked must be empty, or hold what this key encrypted (a marker can be lost): what is in plain there would stay in plain.
    /// </summary>
    private async ValueTask CheckOursAsync(CancellationToken cancellation)
    {
        await foreach (var entry in _inner.ListAsync(ListRequest.Everything, cancellation))
        {
            if (entry.Path.IsRoot || entry.Kind == EntryKind.Special) continue;
            if (_paths.Open(entry.Path) is { } path && _entries.Open(entry, path) is { Kind: not EntryKind.Special } opened)
            {
                if (!opened.IsFile) continue;
                await using var reader = new OpeningReader(_inner.Facts.Name, await _inner.OpenReadAsync(entry, cancellation), _options.Keys, there => _entries.Open(there, path));
                try
                {
                    await reader.ReadAsync(new byte[SealFormat.ChunkSize], cancellation);
                    return;
                }
                catch (StoreException e) when (e.InnerException is SealException) { /* told below */ }
            }
            throw Fail(TreePath.Root, StoreFault.Refused, $"there is something already that this key did not encrypt ({entry.Path}): an encrypted store begins in an empty place");
        }
    }
}
