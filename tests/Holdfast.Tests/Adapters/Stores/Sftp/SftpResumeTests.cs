using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Clouds.Sftp;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>
/// A connection that is lost in the midst of a large file: it goes on where it was, and whatever gets its name was made durable by a handle that would have told of
/// every failure to write it.
/// </summary>
[Trait("row", "C2")]
[Trait("row", "D8")]
public sealed class SftpResumeTests
{
    private const int Size = 400_000;

    // What may be under way, what is not known to be durable, and the piece that reaches beyond each.
    private const int Moved = (16 + 24 + 2 * 8) << 10;
    private static readonly byte[] Content = [.. Enumerable.Range(0, Size).Select(i => (byte)(1 + i * 31 % 251))];
    private readonly SftpBench _bench = new();
    private int _seen;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeSftp Server => _bench.Server;

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(30)]
    [InlineData(48)]
    public async Task A_large_file_goes_on_where_it_was_and_no_more_than_a_window_is_sent_once_more(int write)
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var before = Server.Written;
        At(SftpAct.Write, write, (line, _) => line.Break());

        await WriteAsync(store);

        Assert.InRange(Server.Written - before, Size, Size + Moved);
        Assert.InRange(Server.Read, 0, Moved);
        await AssertOutlivesPowerAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_was_started_anew_in_the_midst_of_a_file_never_gives_a_name_to_what_it_lost(bool keepsSizes)
    {
        for (var write = 1; write <= Size / 8192; write += 5)
        {
            var bench = new SftpBench();
            await using var store = await bench.OpenAsync();
            await using var held = await store.TryLockAsync(Cancellation);
            _seen = 0;
            At(bench.Server, SftpAct.Write, write, (_, _) => bench.Server.CutPower(keepsSizes));
            try { await WriteAsync(store); }
            catch (StoreException e)
            {
                Assert.Equal(StoreFault.Transient, e.Fault);
                Assert.Empty(bench.Server.Disk.Find("/lab/.holdfast/tmp", follow: false).Names);
                await WriteAsync(store);
            }
            bench.Server.CutPower();
            Assert.Equal(Content, bench.Server.Disk.Find("/lab/f", follow: false).Data.ToArray());
        }
    }

    [Fact]
    public async Task What_was_not_durable_when_the_server_was_started_anew_is_found_though_the_size_is_right()
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        // Five pieces are acknowledged by then, and three of them durable.
        At(SftpAct.Write, 8, (_, _) => Server.CutPower(keepsSizes: true));

        var lost = await Assert.ThrowsAsync<StoreException>(async () => await WriteAsync(store));

        Assert.Equal((StoreFault.Transient, true), (lost.Fault, lost.Message.Contains("lost what it had acknowledged", StringComparison.Ordinal)));
        Assert.Empty(Server.Disk.Find("/lab/.holdfast/tmp", follow: false).Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    public async Task A_failure_to_write_out_that_nobody_heard_of_is_made_good(int sync)
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        At(SftpAct.FSync, sync, (line, request) =>
        {
            line.Open(request)!.Spoil();
            line.Break();
        });

        await WriteAsync(store);

        await AssertOutlivesPowerAsync();
    }

    [Fact]
    public async Task A_server_without_fsync_is_not_believed_for_what_it_was_sent_in_the_last_minute()
    {
        Server.Offers = [];
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        At(SftpAct.Write, 10, (_, _) => Server.CutPower(keepsSizes: true));

        Assert.Equal(StoreFault.Transient, (await Assert.ThrowsAsync<StoreException>(async () => await WriteAsync(store))).Fault);
        await WriteAsync(store);

        Assert.Equal(Content, Server.Disk.Find("/lab/f", follow: false).Data.ToArray());
    }

    [Fact]
    public async Task Of_a_server_without_fsync_what_was_sent_long_ago_is_not_read_back()
    {
        Server.Offers = [];
        await using var store = await _bench.OpenAsync(_bench.Options with { Rules = SftpBench.Hasty with { TryLimit = TimeSpan.FromHours(1) } });
        await using var held = await store.TryLockAsync(Cancellation);
        At(SftpAct.Write, 10, (line, _) => line.Break());
        Server.Before += (_, request) => { if (request.Act == SftpAct.Write) _bench.Time.Advance(TimeSpan.FromSeconds(15)); };

        await WriteAsync(store);

        Assert.InRange(Server.Read, 1, 5 * (32 << 10));
        Assert.Equal(Content, Server.Disk.Find("/lab/f", follow: false).Data.ToArray());
    }

    [Fact]
    public void Pieces_are_told_apart()
    {
        var checks = new HashSet<ulong> { PieceCheck.Of([]) };
        for (var length = 1; length < 40; length++) Assert.True(checks.Add(PieceCheck.Of(new byte[length])));
        var piece = Content[..1003];
        var check = PieceCheck.Of(piece);
        for (var i = 0; i < piece.Length; i++)
        {
            piece[i] ^= 1;
            Assert.NotEqual(check, PieceCheck.Of(piece));
            piece[i] ^= 1;
        }
        (piece[0], piece[8]) = (piece[8], piece[0]);
        Assert.NotEqual(check, PieceCheck.Of(piece));
    }

    private void At(SftpAct act, int number, Action<SftpLine, SftpRequest> strike) => At(Server, act, number, strike);

    /// <summary>Strikes at one request of a kind, before it is carried out.</summary>
    private void At(FakeSftp server, SftpAct act, int number, Action<SftpLine, SftpRequest> strike) => server.Before = (line, request) =>
    {
        if (request.Act == act && line.IsWritten(request) && ++_seen == number) strike(line, request);
    };

    private static async Task WriteAsync(SftpStore store) => await store.WriteAsync(
        new WriteRequest
        {
            Wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Size = Size, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 },
            Content = new BytesReader(Content),
        },
        Cancellation);

    private async Task AssertOutlivesPowerAsync()
    {
        Server.CutPower();
        Assert.Equal(Content, Server.Disk.Find("/lab/f", follow: false).Data.ToArray());
        await using var after = await _bench.OpenAsync();
        Assert.Equal(Size, (await after.StatAsync(TreePath.From("f"), Cancellation))!.Size);
    }
}
