using Holdfast.Adapters.Stores.Memory;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Daemon.Jobs;

/// <summary>When the trash is looked at in full, and that its limits hold all the same.</summary>
public sealed class TrashSweepsTests : IAsyncDisposable
{
    private const int Kibi = 1024;
    private readonly Lab _lab = new();
    private readonly FaultyStore _store;
    private readonly TrashSweeps _sweeps;
    private readonly JobConfig _job;
    private int _runs;

    public TrashSweepsTests()
    {
        _store = new FaultyStore(new MemoryStore("legacy", new MemoryDisk("small", _lab.Time, 1000 * Kibi)));
        var config = new LabConfig(_lab);
        _job = config.Job;
        _sweeps = new TrashSweeps(config.Config, _lab.State, _lab.Time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Sweeps => _store.Faults.Count(StoreCall.Sweep);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    [Trait("row", "L18")]
    public async Task The_whole_trash_is_looked_at_once_an_hour_and_not_at_every_tick()
    {
        for (var tick = 0; tick < 30; tick++)
        {
            await RunAsync(1);
            _lab.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(1, Sweeps);
        _lab.Time.Advance(TimeSpan.FromMinutes(31));
        await RunAsync(1);
        Assert.Equal(2, Sweeps);
    }

    [Fact]
    public async Task A_trash_that_grows_past_its_limit_is_swept_at_once()
    {
        foreach (var kibi in new[] { 40, 40 }) await RunAsync(kibi);
        Assert.Equal(1, Sweeps);

        await RunAsync(40);

        Assert.Equal(2, Sweeps);
        Assert.Equal(0, await _store.MeasureAsync("run-1", Cancellation));
        Assert.Equal(40 * Kibi, await _store.MeasureAsync("run-3", Cancellation));
    }

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes_within_the_hour()
    {
        await RunAsync(10);
        _lab.Time.Advance(TimeSpan.FromDays(31));
        await RunAsync(0);
        Assert.Equal(0, await _store.MeasureAsync("run-1", Cancellation));
    }

    // A run that moves so much to the trash; the limit is a tenth of the store.
    private async Task RunAsync(int kibi)
    {
        var run = new RunRecord { Id = $"run-{++_runs}", Job = _job.Name, Kind = "mirror", Destination = "legacy", Started = _lab.Time.GetUtcNow() };
        if (kibi > 0)
        {
            var bytes = new byte[kibi * Kibi];
            var wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Size = bytes.Length, Mode = 0x1a4, Mtime = 5 };
            await using var content = new BytesReader(bytes);
            var written = await _store.WriteAsync(new WriteRequest { Wanted = wanted, Content = content }, Cancellation);
            await _store.DiscardAsync(written.Entry, run.Id, Cancellation);
        }
        await _sweeps.AfterAsync(_job, run, _store, Cancellation);
    }
}
