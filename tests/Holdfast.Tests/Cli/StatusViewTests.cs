using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

public sealed class StatusViewTests
{
    private readonly TestTime _time = new();

    [Theory]
    [Trait("row", "L9")]
    [InlineData(3540, 3540, "at a change; rescan in 59 min")]
    [InlineData(1, 3540, "in 1.0 s")]
    [InlineData(0, 3540, "now")]
    [InlineData(240, null, "in 4 min")]
    [InlineData(null, null, "-")]
    public void When_a_job_runs_next_is_told_without_hiding_that_it_watches(int? due, int? rescan, string told) =>
        Assert.Contains($"  {told}  ", Show(new JobStatus { Name = "mirror", State = "idle", NextDue = In(due), NextRescan = In(rescan), Watching = rescan is not null, Summary = "nothing to do" }), StringComparison.Ordinal);

    [Fact]
    [Trait("row", "D4")]
    public void Of_several_destinations_each_is_told()
    {
        CopyStatus[] copies =
        [
            new() { Store = "aws", State = "succeeded", Entries = 1234, Behind = 0, UpToDate = _time.GetUtcNow().AddMinutes(-3) },
            new() { Store = "scaleway", State = "partial", Entries = 1200, Behind = 34 },
        ];
        var lines = Show(new JobStatus { Name = "backup", State = "failing", Copies = copies }).Split('\n');

        Assert.Matches("^backup → aws +succeeded +1,234 +nothing +3 min ago *$", Assert.Single(lines, line => line.Contains("→ aws", StringComparison.Ordinal)));
        Assert.Matches("^backup → scaleway +partial +1,200 +34 +never *$", Assert.Single(lines, line => line.Contains("→ scaleway", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("row", "L9")]
    public void The_only_destination_is_told_where_something_was_left_over()
    {
        var whole = new CopyStatus { Store = "legacy", State = "succeeded", Entries = 7, Behind = 0 };

        Assert.DoesNotContain("legacy", Show(new JobStatus { Name = "mirror", State = "idle", Copies = [whole] }), StringComparison.Ordinal);
        Assert.Contains("mirror → legacy", Show(new JobStatus { Name = "mirror", State = "idle", Copies = [whole with { State = "partial", Behind = 1 }] }), StringComparison.Ordinal);
    }

    private DateTimeOffset? In(int? seconds) => seconds is { } passed ? _time.GetUtcNow().AddSeconds(passed) : null;

    private string Show(JobStatus job)
    {
        using var output = new StringWriter();
        var world = new World { Out = output, Error = TextWriter.Null, In = TextReader.Null, Environment = new Dictionary<string, string>(), WorkingDirectory = "/" };
        var status = new StatusRow { Version = "0", ConfigFile = "/c", StateDirectory = "/s", Health = "healthy", Jobs = [job] };
        new StatusView(new Screen(world, json: false), _time, jobsOnly: true).Row(RowTypes.Status, JsonSerializer.SerializeToElement(status, RowJson.Default.StatusRow));
        return output.ToString();
    }
}
