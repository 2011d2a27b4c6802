using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Sftp;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>Many small files are made durable together, before any of them gets its name.</summary>
[Trait("row", "C2")]
public sealed class SftpFlushTests
{
    private readonly SftpBench _bench = new();
    private readonly List<FakeShell> _shells = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_staged_is_durable_once_it_was_flushed()
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var staged = await StageAsync(store, 100);
        await store.FlushAsync(Cancellation);
        Assert.All(staged, one => Assert.NotNull(one.Made));

        _bench.Server.CutPower();

        foreach (var one in staged) await one.PublishAsync(Cancellation);
        for (var i = 0; i < staged.Count; i++) Assert.Equal(Content(i), Encoding.ASCII.GetString(_bench.Server.Disk.Find($"/lab/f{i}", follow: false).Data.ToArray()));
    }

    [Fact]
    public async Task A_file_whose_server_was_started_anew_before_the_flush_is_to_be_sent_again()
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var staged = await StageAsync(store, 3);

        _bench.Server.CutPower();
        await store.FlushAsync(Cancellation);

        foreach (var one in staged)
        {
            Assert.Equal(StoreFault.Transient, (await Assert.ThrowsAsync<StoreException>(async () => await one.PublishAsync(Cancellation))).Fault);
            await one.DisposeAsync();
        }
        Assert.Empty(Temporaries());
        Assert.DoesNotContain("f0", _bench.Server.Disk.Find("/lab", follow: false).Names.Keys);
    }

    [Fact]
    public async Task What_is_given_up_before_the_flush_leaves_nothing()
    {
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        var staged = await StageAsync(store, 2);

        await staged[0].DisposeAsync();
        await store.FlushAsync(Cancellation);
        await staged[1].PublishAsync(Cancellation);

        Assert.Empty(Temporaries());
        Assert.Equal([".holdfast", "f1"], _bench.Server.Disk.Find("/lab", follow: false).Names.Keys);
    }

    [Fact]
    public async Task No_more_files_wait_open_than_any_server_has_room_for()
    {
        _bench.Server.Offers = [.. SftpRequest.AllExtensions.Where(offer => !offer.StartsWith("limits", StringComparison.Ordinal))];
        await using var store = await _bench.OpenAsync(_bench.Options with { Connections = 1 });
        await using var held = await store.TryLockAsync(Cancellation);

        var staged = await StageAsync(store, 50);

        Assert.Equal(32, staged.Count(one => one.Made is null));
        await store.FlushAsync(Cancellation);
        Assert.Equal(32, (await StageAsync(store, 40, from: 50)).Count(one => one.Made is null));
    }

    [Fact]
    public async Task The_server_writes_out_many_at_once_before_each_is_asked_for()
    {
        await using var store = await OpenWithShellAsync(FakeShell.Answers);
        await using var held = await store.TryLockAsync(Cancellation);
        await StageFlushAndPublishAsync(store, 63, 0);
        Assert.Empty(_shells);

        for (var round = 1; round <= 3; round++) await StageFlushAndPublishAsync(store, 64, round * 100);

        var shell = Assert.Single(_shells);
        Assert.Equal("exec /bin/sh", shell.Program);
        Assert.Equal(3, shell.Lines.Count);
        Assert.All(shell.Lines, line => Assert.StartsWith("sync -f -- '/lab/.holdfast/tmp' ", line, StringComparison.Ordinal));
        Assert.All(shell.DurableThen, durable => Assert.Equal(0, durable));
    }

    [Theory]
    [InlineData("ends")]
    [InlineData("says something else")]
    [InlineData("cannot be run")]
    public async Task A_server_that_runs_no_commands_is_asked_once_and_files_are_durable_all_the_same(string shell)
    {
        await using var store = await OpenWithShellAsync(shell);
        await using var held = await store.TryLockAsync(Cancellation);
        for (var round = 0; round < 2; round++)
        {
            var staged = await StageAsync(store, 70, from: round * 100);
            await store.FlushAsync(Cancellation);
            Assert.All(staged, one => Assert.NotNull(one.Made));
        }
        Assert.Single(_shells);
        Assert.True(_shells[0].IsDisposed || shell == "cannot be run");
    }

    [Fact]
    public async Task A_server_that_is_slow_at_it_is_waited_for_half_a_minute_and_not_asked_again()
    {
        await using var store = await OpenWithShellAsync("is silent");
        await using var held = await store.TryLockAsync(Cancellation);
        var staged = await StageAsync(store, 70);
        var flush = store.FlushAsync(Cancellation).AsTask();
        await _bench.Time.TimersChanged.UntilAsync(() => _shells is [{ Lines.Count: 1 }] && _bench.Time.NextDue is not null, "the command");
        Assert.False(flush.IsCompleted);

        _bench.Time.Advance(TimeSpan.FromSeconds(31));
        await Eventually.SoonAsync(flush, "the flush");

        Assert.All(staged, one => Assert.NotNull(one.Made));
        Assert.True(_shells[0].IsDisposed);
    }

    [Theory]
    [InlineData("/srv/it's", @"sync -f -- '/srv/it'\''s' </dev/null && echo holdfast-flushed")]
    [InlineData("/srv/a b;$(x)`y`\"", "sync -f -- '/srv/a b;$(x)`y`\"' </dev/null && echo holdfast-flushed")]
    [InlineData("/srv/a\nb", null)]
    [InlineData("/srv/é", null)]
    public void A_name_is_one_word_of_the_command_or_there_is_none(string place, string? command) =>
        Assert.Equal(command is null ? null : command + "\n", ServerFlush.CommandFor(Encoding.UTF8.GetBytes(place)) is { } line ? Encoding.ASCII.GetString(line) : null);

    private ValueTask<SftpStore> OpenWithShellAsync(string shell) => _bench.OpenAsync(_bench.Options with
    {
        Command = program =>
        {
            var made = new FakeShell(program, shell, () => _bench.Server.Disk.Find("/lab/.holdfast/tmp", follow: false).Names.Values.Count(file => file.IsDurable));
            _shells.Add(made);
            return shell == "cannot be run" ? throw new SftpConnectionException("no such program") : made;
        },
    });

    private static async Task StageFlushAndPublishAsync(SftpStore store, int count, int from)
    {
        var staged = await StageAsync(store, count, from);
        await store.FlushAsync(Cancellation);
        foreach (var one in staged) await one.PublishAsync(Cancellation);
    }

    private static async Task<List<IStagedWrite>> StageAsync(SftpStore store, int count, int from = 0)
    {
        var staged = new List<IStagedWrite>();
        for (var i = from; i < from + count; i++)
        {
            staged.Add(await store.StageAsync(new WriteRequest
            {
                Wanted = new Entry { Path = TreePath.From(string.Create(CultureInfo.InvariantCulture, $"f{i}")), Kind = EntryKind.File, Size = Content(i).Length, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 },
                Content = new BytesReader(Encoding.ASCII.GetBytes(Content(i))),
            }, Cancellation));
        }
        return staged;
    }

    private static string Content(int number) => string.Create(CultureInfo.InvariantCulture, $"content {number}");

    private string[] Temporaries() => [.. _bench.Server.Disk.Find("/lab/.holdfast/tmp", follow: false).Names.Keys];

    /// <summary>A shell on the server, and what of the files under temporary names was durable at each command.</summary>
    private sealed class FakeShell(string program, string behaviour, Func<int> durable) : SftpTransport
    {
        public const string Answers = "answers";
        private readonly Pipe _out = new();

        public string Program => program;

        public List<string> Lines { get; } = [];

        public List<int> DurableThen { get; } = [];

        public bool IsDisposed { get; private set; }

        public override Stream FromServer => _out.Reader.AsStream();

        public override Stream ToServer => new Ear(this);

        public override ValueTask<string> WhyAsync() => ValueTask.FromResult("");

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            _out.Writer.Complete();
            return ValueTask.CompletedTask;
        }

        private async ValueTask HearAsync(ReadOnlyMemory<byte> bytes)
        {
            Lines.Add(Encoding.ASCII.GetString(bytes.Span));
            DurableThen.Add(durable());
            if (behaviour == Answers) await _out.Writer.WriteAsync("Welcome to the server\nholdfast-flushed\n"u8.ToArray());
            if (behaviour == "says something else") await _out.Writer.WriteAsync("This account is for SFTP alone.\n"u8.ToArray());
            if (behaviour is "ends" or "says something else") await _out.Writer.CompleteAsync();
        }

        private sealed class Ear(FakeShell shell) : MemoryStream
        {
            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => shell.HearAsync(buffer);
        }
    }
}
