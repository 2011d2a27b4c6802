using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Commands;

namespace Holdfast.Tests.Cli;

[Trait("row", "N14")]
public sealed class EstimatesTests
{
    [Fact]
    public void An_estimate_is_told_in_words()
    {
        var estimate = new EstimateRow
        {
            Run = "r", SecondsLeast = 125, SecondsMost = 240, EarlierRuns = 7,
            Stores =
            [
                new StoreEstimate { Store = "lab", Kind = "local", BytesDown = 1_200_000_000 },
                new StoreEstimate { Store = "aws", Kind = "s3", BytesUp = 1_200_000_000, Requests = new RequestEstimate { Puts = 1240, Gets = 14, Deletes = 1 }, Cost = 0.0062m, MonthlyCost = 1.5m, Currency = "EUR" },
            ],
        };
        Assert.Equal(["time: about 2 min 5 s to 4 min, by 7 earlier runs", "aws: 1.2 GB up, 1,240 PUT, COPY, POST or LIST, 14 GET or HEAD, 1 DELETE, costs less than 0.01 EUR, and 1.50 EUR a month for what it adds"], Estimates.Lines(estimate));
    }

    [Fact]
    public void What_nobody_knows_is_said_so() =>
        Assert.Equal(["time: unknown, no earlier run of this job did the like", "box: 5 B down"], Estimates.Lines(new EstimateRow { Run = "r", Stores = [new StoreEstimate { Store = "box", Kind = "rclone", BytesDown = 5 }] }));

    [Fact]
    public void A_moment_is_not_measured() =>
        Assert.Equal(["time: less than a second, by 2 earlier runs"], Estimates.Lines(new EstimateRow { Run = "r", SecondsLeast = 0, SecondsMost = 0.9, EarlierRuns = 2, Stores = [] }));

    [Fact]
    public void One_time_is_told_once() =>
        Assert.Equal(["time: about 3.0 s, by 1 earlier run"], Estimates.Lines(new EstimateRow { Run = "r", SecondsLeast = 2.99, SecondsMost = 3.01, EarlierRuns = 1, Stores = [] }));
}
