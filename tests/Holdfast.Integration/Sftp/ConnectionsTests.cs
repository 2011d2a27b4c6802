using System.Collections.Concurrent;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Sftp;

/// <summary>How many connections are made: each costs both sides a process, and a greeting that takes longer than most requests.</summary>
[Trait("row", "C2")]
public sealed class ConnectionsTests : IAsyncDisposable
{
    private const int Size = 100_000;
    private readonly SftpPlace _place;
    private readonly ConcurrentBag<SftpTransport> _turnedAway = [];
    private int _asked;
    private int _letIn = int.MaxValue;

    public ConnectionsTests() => _place = new SftpPlace { Around = LetIn };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _turnedAway) await transport.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task A_tree_is_listed_over_one_connection()
    {
        for (var i = 0; i < 40; i++) Directory.CreateDirectory(_place.At(TreePath.From($"d{i}/e")));
        await using var store = await _place.OpenAsync(writable: false);
        Assert.Equal(81, await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Files_are_carried_over_several()
    {
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        await WriteManyAsync(store);
        Assert.InRange(_asked, 2, 4);
    }

    [Fact]
    public async Task A_server_that_lets_in_one_is_not_asked_for_more_with_each_file()
    {
        _letIn = 1;
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        await WriteManyAsync(store);
        Assert.Equal(2, _asked);
    }

    private async Task WriteManyAsync(SftpStore store)
    {
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (i, token) =>
        {
            var wanted = new Entry { Path = TreePath.From($"f{i}"), Kind = EntryKind.File, Size = Size, Mode = 0x1A4 };
            await store.WriteAsync(new WriteRequest { Wanted = wanted, Content = new BytesReader(new byte[Size]) }, token);
        });
        Assert.Equal(100, await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(entry => entry.IsFile, Cancellation));
    }

    private SftpTransport LetIn(SftpTransport transport)
    {
        if (Interlocked.Increment(ref _asked) <= _letIn) return transport;
        _turnedAway.Add(transport);
        throw new SftpConnectionException("too many connections");
    }
}
