using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class OwnerTests
{
    [Theory]
    [InlineData("1001:999", 1001, 999)]
    [InlineData("llurad:docker", 1001, 999)]
    [InlineData(":docker", null, 999)]
    [InlineData("llurad", 1001, null)]
    [InlineData("4242:docker", 4242, 999)]
    public void An_owner_is_a_name_or_a_number(string owner, int? uid, int? gid)
    {
        var config = Reading.Good(Text(owner));
        var rules = JobRules.Permissions(config, config.Jobs[0], new FakeAccounts());
        Assert.Equal((uid, gid), (rules.Uid, rules.Gid));
    }

    [Theory]
    [InlineData("lurad:docker", "no user 'lurad'")]
    [InlineData("llurad:dokcer", "no group 'dokcer'")]
    public void A_name_nobody_has_is_told_with_field_and_line(string owner, string advice)
    {
        var config = Reading.Good(Text(owner));
        var error = Assert.Single(Assert.Throws<ConfigException>(() => JobRules.Permissions(config, config.Jobs[0], new FakeAccounts())).Errors);
        Assert.Equal(("jobs.p.owner", 4), (error.Field, error.Place.Line));
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Single(ConfigLoader.Load(Reading.Sources(Text(owner)) with { Accounts = new FakeAccounts() }).Errors));
    }

    [Fact]
    public void Ages_become_moments()
    {
        var config = Reading.Good("stores:\n  a: { kind: memory }\n  b: { kind: memory }\njobs:\n  m: { kind: copy, from: a, to: b, min-age: 1m, max-age: 1h }\n");
        var rules = JobRules.Mirror(config.Jobs[0], DateTimeOffset.UnixEpoch.AddHours(2));
        Assert.True(rules.IsCopy);
        Assert.Equal((3_600_000_000_000, 7_140_000_000_000), (rules.ModifiedAfter!.Value, rules.ModifiedBefore!.Value));
    }

    private static string Text(string owner) => $"stores:\n  a: {{ kind: memory }}\njobs:\n  p: {{ kind: permissions, store: a, owner: \"{owner}\" }}\n";
}
