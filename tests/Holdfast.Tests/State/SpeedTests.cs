using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using System.Diagnostics;

namespace Holdfast.Tests.State;

/// <summary>Measures; asked for by name only, because a busy machine says nothing.</summary>
public sealed class SpeedTests(ITestOutputHelper output) : StateFixture
{
    private const int Files = 200_000, Batch = 10_000;

    [Fact(Explicit = true)]
    public async Task Two_hundred_thousand_rows()
    {
        var leg = await LegAsync();
        var outcomes = Enumerable.Range(0, Files).Select(Outcome).ToArray();
        var rows = outcomes.Select(outcome => Put(RowOf(outcome))).ToArray();
        for (var round = 1; round <= 3; round++)
        {
            var streamed = await RunAsync($"streamed-{round}");
            await MeasureAsync($"round {round}: commit, streamed", () => Commit(streamed, leg, outcomes, rows));
            var planned = await RunAsync($"planned-{round}");
            await MeasureAsync($"round {round}: add a plan", async () =>
            {
                for (var i = 0; i < Files; i += Batch) await Db.Runs.AddOperationsAsync(planned, [.. outcomes.AsSpan(i, Batch).ToArray().Select(outcome => outcome.Operation)], Cancellation);
            });
            await MeasureAsync($"round {round}: pair", async () => await Db.Runs.PairAsync(planned, true, true, Cancellation));
            await MeasureAsync($"round {round}: read what is pending", async () => Assert.Equal(Files, await CountAsync(Db.Runs.PendingAsync(planned, Cancellation))));
            await MeasureAsync($"round {round}: commit, planned", () => Commit(planned, leg, outcomes, rows));
            for (var again = 0; again < 3; again++)
                await MeasureAsync($"round {round}: read the baseline", async () => Assert.Equal(Files, await CountAsync(Db.Baselines.ReadAsync(leg, Scope.All, Cancellation))));
        }
        output.WriteLine($"database {new FileInfo(Path.Combine(StateDirectory, "state.db")).Length >> 20} MiB, log {new FileInfo(Path.Combine(StateDirectory, "state.db-wal")).Length >> 20} MiB");
    }

    private static Outcome Outcome(int i)
    {
        var path = TreePath.From($"projects/group-{i / 5000:d3}/experiment-{i / 100:d5}/result-{i:d7}.csv");
        Entry Make(ulong inode, long ctime) => new()
        {
            Path = path, Kind = EntryKind.File, Size = 5000 + i, Allocated = 8192, Mtime = 1_763_700_300_123_456_789 + i, Ctime = ctime, Mode = 0x1b4, Uid = 1001, Gid = 999, Inode = inode,
        };
        var source = Make((ulong)i + 100, 1_763_700_300_523_456_789 + i);
        var operation = new Operation { Seq = i + 1, Kind = OperationKind.Create, Path = path, Reason = "not in the destination", Source = source };
        return new Outcome(operation, OutcomeKind.Done, null, Make((ulong)i + 900_000, 1_763_700_400_523_456_789 + i), new ContentHash(HashKind.Sha256, new byte[32])) { SourceRead = source };
    }

    private static BaselineEntry RowOf(Outcome outcome) => new()
    {
        Path = outcome.Operation.Path, Kind = EntryKind.File, Size = outcome.Written!.Size, Hash = outcome.Hash, Source = Stamp.Of(outcome.SourceRead!), Destination = Stamp.Of(outcome.Written),
    };

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> source)
    {
        var count = 0;
        await foreach (var _ in source) count++;
        return count;
    }

    private async Task Commit(string run, Leg leg, Outcome[] outcomes, BaselineChange[] rows)
    {
        for (var i = 0; i < Files; i += Batch)
            await Db.Runs.CommitAsync(run, leg, new ArraySegment<Outcome>(outcomes, i, Batch), new ArraySegment<BaselineChange>(rows, i, Batch), Cancellation);
    }

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:f0} ms, processor {(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds:f0} ms");
    }
}
