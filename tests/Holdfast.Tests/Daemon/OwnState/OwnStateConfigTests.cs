using Holdfast.Daemon.Configuration;
using Holdfast.Tests.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.OwnState;

[Trait("row", "N13")]
public sealed class OwnStateConfigTests
{
    private const string Stores = """
        stores:
          lab:   { kind: local, path: /srv/lab }
          vault: { kind: local, path: /srv/vault }
          safe:  { kind: local, path: /srv/safe, encrypt: { key: "file:/etc/holdfast/backup.key" } }
        jobs:
          copy: { kind: copy, from: lab, to: vault }

        """;

    [Fact]
    public void A_destination_may_be_that_of_another_job_and_the_passphrase_is_only_named()
    {
        var job = Reading.Good(Stores + "  own: { kind: own-state, to: vault, passphrase: env:WORDS, every: 1d }").FindJob("own")!;
        Assert.Equal((JobKind.OwnState, "env:WORDS", 14), (job.Kind, job.Passphrase!.ToString(), job.Archives));
    }

    [Theory]
    [InlineData("own: { kind: own-state, to: vault }", "jobs.own.passphrase")]
    [InlineData("own: { kind: own-state, to: vault, passphrase: here it is for all to see }", "jobs.own.passphrase")]
    [InlineData("own: { kind: own-state, passphrase: env:WORDS }", "jobs.own.to")]
    [InlineData("own: { kind: own-state, from: lab, to: vault, passphrase: env:WORDS }", "jobs.own.from")]
    public void What_would_not_work_is_told(string job, string field) => Assert.Contains(Reading.Load(Stores + "  " + job).Errors, error => error.Field == field);

    [Fact]
    public void Archives_behind_a_key_of_the_machine_itself_are_warned_of() =>
        Assert.Contains(Reading.Load(Stores + "  own: { kind: own-state, to: [vault, safe], passphrase: env:WORDS }").Warnings, warning => warning is { Field: "jobs.own.to" } && warning.Found.Contains("'safe'", StringComparison.Ordinal));
}
