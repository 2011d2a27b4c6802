using Holdfast.Daemon.Estimating;

namespace Holdfast.Tests.Daemon.Estimating;

[Trait("row", "N14")]
public sealed class TimeEstimatorTests
{
    // Earlier runs as "seconds:operations:bytes"; without operations they had nothing to do.
    [Theory]
    [InlineData("nothing is recorded", 10, 100, "", "unknown")]
    [InlineData("nothing is recorded and nothing to do", 0, 0, "", "unknown")]
    [InlineData("nothing to do takes as long as it took", 0, 0, "3:0:0 9:0:0 4:0:0", "4 to 4 by 3")]
    [InlineData("twice the same takes twice as long", 20, 200, "5:10:100", "10 to 10 by 1")]
    [InlineData("looking takes what it took, whatever there is to do", 20, 200, "2:0:0 7:10:100", "12 to 12 by 1")]
    [InlineData("larger files take between what their number and what their bytes say", 10, 1000, "5:10:100", "5 to 50 by 1")]
    [InlineData("smaller files likewise", 100, 100, "5:10:100", "5 to 50 by 1")]
    [InlineData("several runs tell together", 30, 300, "4:10:100 6:10:100", "15 to 15 by 2")]
    [InlineData("runs that moved nothing do not tell how long content takes", 10, 1000, "5:10:0", "unknown")]
    [InlineData("but how long removing takes", 10, 0, "5:10:0", "5 to 5 by 1")]
    [InlineData("removing takes at most as long as all that was done", 10, 0, "5:10:100", "0 to 5 by 1")]
    [InlineData("a run that was quicker than looking alone takes no time off", 10, 0, "4:0:0 2:10:0", "4 to 4 by 1")]
    public void A_run_takes_as_long_as_earlier_ones_say(string what, long operations, long bytes, string earlier, string expected)
    {
        var runs = earlier.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(run => run.Split(':')).Select(parts => new PastRun(int.Parse(parts[0]), int.Parse(parts[1]), int.Parse(parts[2]))).ToArray();
        var estimate = TimeEstimator.Of(operations, bytes, [.. runs.Where(run => run.Operations > 0)], [.. runs.Where(run => run.Operations == 0)]);
        Assert.Equal($"{what}: {expected}", $"{what}: {(estimate is null ? "unknown" : $"{estimate.Least} to {estimate.Most} by {estimate.Runs}")}");
    }

    // Whatever an operation and a byte really take, the estimate must hold it.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.01)]
    [InlineData(0.2, 0.003)]
    public void The_truth_lies_within_the_estimate(double eachOperation, double eachByte)
    {
        foreach (var (operations, bytes) in new[] { (1, 100_000), (500, 500), (30, 4000), (7, 1) })
        {
            PastRun Past(long done, long moved) => new(done * eachOperation + moved * eachByte, done, moved);
            var estimate = TimeEstimator.Of(operations, bytes, [Past(20, 1000), Past(3, 90_000), Past(400, 400)], [])!;
            var truth = operations * eachOperation + bytes * eachByte;
            Assert.InRange(truth, estimate.Least - 1e-6, estimate.Most + 1e-6);
        }
    }
}
