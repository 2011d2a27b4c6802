using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class ConfigLoaderTests
{
    [Fact, Trait("row", "L2")]
    public void Two_stores_and_two_jobs_are_enough()
    {
        var result = Reading.Load(Reading.Short);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var config = result.Required;
        Assert.Equal(["lab", "legacy"], config.Stores.Select(store => store.Name));
        Assert.Equal("/srv/lab/shared", config.FindStore("lab")!.Path);
        var permissions = config.FindJob("permissions")!;
        Assert.Equal((new OwnerSpec("1001", "999"), 509, 436), (permissions.Owner!, permissions.DirectoryMode!.Value, permissions.FileMode!.Value));
        var mirror = config.FindJob("mirror")!;
        Assert.Equal(TimeSpan.FromMinutes(5), mirror.Every);
        Assert.Equal(TimeSpan.FromHours(1), mirror.Rescan);
        Assert.Equal((ExtraneousRule.Keep, ConflictRule.Keep), (mirror.Extraneous, mirror.Conflict));
        Assert.Equal(GuardRules.Default, mirror.Guards);
        Assert.True(config.Watches(mirror));
        Assert.Equal(TrashRules.Default, HoldfastConfig.TrashOf(mirror, config.FindStore("legacy")!));
        Assert.Equal("/var/lib/holdfast/reports", config.Reports.Directory);
    }

    [Fact]
    public void A_flag_wins_over_the_environment_and_that_over_the_file()
    {
        var sources = Reading.Sources(Reading.Short + "\nlog-keep: 1d\n") with { Environment = new Dictionary<string, string> { ["HOLDFAST_LOG_KEEP"] = "2d", ["HOLDFAST_JOBS_MIRROR_EVERY"] = "7m" } };
        var config = ConfigLoader.Load(sources).Required;
        Assert.Equal(TimeSpan.FromDays(2), config.LogKeep);
        Assert.Equal(TimeSpan.FromMinutes(7), config.FindJob("mirror")!.Every);
        Assert.Equal("environment HOLDFAST_LOG_KEEP", config.OriginOf("log-keep")!.ToString());
        config = ConfigLoader.Load(sources with { Flags = new Dictionary<string, string> { ["log-keep"] = "3d" } }).Required;
        Assert.Equal(TimeSpan.FromDays(3), config.LogKeep);
        Assert.Equal("flag --log-keep", config.OriginOf("log-keep")!.ToString());
        Assert.Equal("default", config.OriginOf("timezone")!.ToString());
        Assert.Equal("/etc/holdfast/holdfast.yaml:2", config.OriginOf("stores.lab.path")!.ToString());
    }

    [Fact]
    public void A_job_says_its_trash_in_part_and_the_store_says_the_rest()
    {
        var config = Reading.Good("""
            stores:
              a: { kind: local, path: /a }
              b: { kind: local, path: /b, trash: { keep: 7d, max: 5% } }
            jobs:
              m: { kind: mirror, from: a, to: b, trash: { keep: 60d }, watch: off }
            """);
        Assert.Equal(new TrashRules(TimeSpan.FromDays(60), 5), HoldfastConfig.TrashOf(config.Jobs[0], config.Stores[1]));
        Assert.False(config.Watches(config.Jobs[0]));
    }

    [Fact]
    public void Anchors_aliases_and_merges_spare_repetition()
    {
        var config = Reading.Good("""
            x-often: &often { every: 1m, rescan: 2h }
            stores:
              a: { kind: memory }
              b: { kind: memory }
              c: { kind: memory }
            jobs:
              one: { <<: *often, kind: mirror, from: a, to: b }
              two: { <<: *often, kind: mirror, from: a, to: c, every: 3m }
            """);
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)], config.Jobs.Select(job => job.Every!.Value));
        Assert.All(config.Jobs, job => Assert.Equal(TimeSpan.FromHours(2), job.Rescan));
    }
}
