using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Trees;

namespace Holdfast.TestKit.Stores;

/// <summary>
/// What every kind of store promises (see <see cref="IStore"/> and its capabilities), as tests. A kind of store passes it by
/// a small class that says how one is opened; promises of a capability the store does not have are skipped. The store is
/// fresh for every test, and held for writing.
/// </summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    /// <summary>A run's name as the trash gets them: they sort by time.</summary>
    protected const string Run = "20260101-000000-aaaa";

    private IStore? _store;
    private IAsyncDisposable? _hold;

    /// <summary>The store under test.</summary>
    protected IStore Store => _store ?? throw new InvalidOperationException("the store is opened in InitializeAsync");

    /// <summary>Cancelled when the test is.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        if (_store.Ask<ILockingStore>() is { } locking) _hold = await locking.TryLockAsync(Cancellation) ?? throw new InvalidOperationException("a fresh store is locked");
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_hold is not null) await _hold.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a store: on the first call of a test a fresh and empty one, on further calls the same place again.</summary>
    protected abstract ValueTask<IStore> OpenAsync();

    /// <summary>Whether a directory can be renamed in one step; a store that cannot refuses it.</summary>
    protected virtual bool MovesDirectories => true;

    /// <summary>Most bytes a name can have.</summary>
    protected virtual int LongestName => 255;
    /// <summary>Whether a symbolic link can be written at all, be its time kept or not.</summary>
    protected virtual bool KeepsLinks => true;

    /// <summary>Changes a file in place as another program would; false when the test has no such way.</summary>
    protected virtual bool EditInPlace(TreePath path, byte[] content) => false;

    /// <summary>Makes a directory that cannot be listed; false when the test has no such way.</summary>
    protected virtual bool MakeUnlistable(TreePath path) => false;

    /// <summary>Puts a FIFO there; false when the test has no such way.</summary>
    protected virtual bool PlantSpecial(TreePath path) => false;

    /// <summary>A capability; the test is skipped when the store does not have it.</summary>
    protected T Need<T>() where T : class
    {
        var capability = Store.Ask<T>();
        Assert.SkipWhen(capability is null, $"{Store.Facts.Kind} stores are no {typeof(T).Name}");
        return capability!;
    }

    protected static TreePath P(string path) => TreePath.From(path);

    protected ValueTask Build(string tree) => TreeBuilder.BuildAsync(Store, tree, Cancellation);

    protected async Task<List<Entry>> List(Scope? scope = null, params string[] filters)
    {
        var set = new FilterSet(filters.Select(rule => FilterRule.Parse(rule, "test")));
        return await Store.ListAsync(new ListRequest(scope ?? Scope.All, set), Cancellation).ToListAsync(Cancellation);
    }

    /// <summary>What a listing shows, each name as for people, a directory with a slash behind it.</summary>
    protected async Task<string[]> Names(Scope? scope = null, params string[] filters) => [.. (await List(scope, filters)).Select(entry => entry.ToString())];

    protected static Scope Items(params (string Path, bool Deep)[] items) => Scope.Of(items.Select(item => new ScopeItem(P(item.Path), item.Deep)));

    protected async Task<Entry> Stat(string path) => await Store.StatAsync(P(path), Cancellation) ?? throw new InvalidOperationException($"there is no {path}");

    protected async Task<string> Read(string path) => Encoding.UTF8.GetString(await ReadBytes(Store, await Stat(path)));

    protected static async Task<byte[]> ReadBytes(IStore store, Entry entry, int buffer = 4096)
    {
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        using var content = new MemoryStream();
        var piece = new byte[buffer];
        while (await reader.ReadAsync(piece, Cancellation) is { IsEnd: false } block)
        {
            content.Write(piece, 0, block.Length);
            content.SetLength(content.Length + block.Hole);
            content.Position = content.Length;
        }
        return content.ToArray();
    }

    protected static Entry FileEntry(string path, int mode = 0x1A4) => new()
    {
        Path = P(path), Kind = EntryKind.File, Mode = mode, Uid = Posix.UserId, Gid = Posix.GroupId, Mtime = TreeBuilder.DefaultMtime,
    };

    protected static WriteRequest Request(string path, string content, Entry? replaces = null, string? trash = null) => new()
    {
        Wanted = FileEntry(path), Content = new BytesReader(Encoding.UTF8.GetBytes(content)), Replaces = replaces, TrashRun = trash,
    };

    protected async Task<Written> Write(string path, string content, Entry? replaces = null, string? trash = null) =>
        await Store.WriteAsync(Request(path, content, replaces, trash), Cancellation);

    /// <summary>The whole store as text, to show that something refused changed nothing.</summary>
    protected async Task<string> Snapshot() => await TreeSnapshot.OfAsync(Store, cancellation: Cancellation);

    /// <summary>Asserts that a call is refused with an exception and leaves everything as it was.</summary>
    protected async Task<T> Refused<T>(Func<ValueTask> call) where T : StoreException
    {
        var before = await Snapshot();
        var refusal = await Assert.ThrowsAnyAsync<T>(async () => await call());
        Assert.Equal(before, await Snapshot());
        Assert.Equal(Store.Facts.Name, refusal.Store);
        return refusal;
    }

    /// <summary>Drops the result of a call.</summary>
    protected static async ValueTask Drop<T>(ValueTask<T> call) => await call;
}
