using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.OwnState;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.OwnState;

[Trait("row", "N13")]
public sealed class OwnFilesTests : IDisposable
{
    private readonly TempDirectory _place = new();

    public OwnFilesTests()
    {
        foreach (var directory in new[] { "lab", "vault", "state", "state/grants", "state/reports", "state/drill-x", "state/drives", "state/drives/drive" }) _place.Make(directory);
        foreach (var file in new[] { "passphrase", "filters", "s3.key", "tls.crt", "tls.key", "lab/data", "state/state.db", "state/state.db-wal", "state/state.db.v3", "state/sync_state.db", "state/lock", "state/holder", "state/switches", "state/grants/key", "state/reports/today.txt", "state/drill-x/f", "state/drives/drive/kept", "state/.temporary" })
            File.WriteAllText(In(file), "x");
        File.WriteAllText(In("filters"), "- *.tmp\n");
        File.WriteAllText(In("holdfast.yaml"), $$"""
            stores:
              lab:   { kind: local, path: {{In("lab")}} }
              vault: { kind: local, path: {{In("vault")}} }
              far:   { kind: s3, bucket: b, region: r, access-key: env:KEY, secret-key: "file:{{In("s3.key")}}" }
            jobs:
              out: { kind: copy, from: lab, to: vault, filter-from: {{In("filters")}}, filters: ["{{In("lab/data")}}"] }
              own: { kind: own-state, to: [vault, far], passphrase: "file:{{In("passphrase")}}" }
            server: { https: certificate, certificate: {{In("tls.crt")}}, key: {{In("tls.key")}} }
            watchdog: { ping: "command:/usr/bin/true" }
            log-file: {{In("holdfast.log")}}
            """);
        File.WriteAllText(In("holdfast.log"), "a log");
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void All_that_the_configuration_names_is_found_and_what_others_own_is_not() =>
        Assert.Equal(["filters", "holdfast.yaml", "passphrase", "s3.key", "tls.crt", "tls.key"], Find().Find().Where(own => !own.IsState).Select(own => Path.GetRelativePath(_place.Path, own.Path)).Order(StringComparer.Ordinal));

    [Fact]
    public void Of_the_state_all_is_found_but_what_is_of_the_moment_or_copied_by_itself() =>
        Assert.Equal(["grants/key", "holder", "switches"], Find().Find().Where(own => own.IsState).Select(own => own.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void What_cannot_be_taken_along_is_named() => Assert.Equal(["command:/usr/bin/true", "env:KEY"], Find().Outside());

    private OwnFiles Find() => new(
        ConfigLoader.Load(new ConfigSources { File = In("holdfast.yaml"), StateDirectory = In("state"), WorkingDirectory = _place.Path, Paths = new SystemPathResolver(), Environment = new Dictionary<string, string>() }).Required,
        new SystemPathResolver(),
        new SystemAccounts());

    private string In(string name) => Path.Combine(_place.Path, name);
}
