using Holdfast.Cli;
using Holdfast.Cli.Service;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli.Service;

[Trait("row", "L11")]
public sealed class UnitFileTests
{
    [Fact]
    public void The_unit_has_the_four_capabilities_and_may_write_the_stores()
    {
        var lines = UnitFile.Write(Needs("/srv/lab", "/opt/lab shared")).Split('\n');
        Assert.Contains("CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID", lines);
        Assert.Contains("AmbientCapabilities=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID", lines);
        Assert.Contains("ReadWritePaths=-/srv/lab", lines);
        Assert.Contains("ReadWritePaths=\"-/opt/lab shared\"", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("RestrictSUIDSGID=", StringComparison.Ordinal));
        Assert.Contains("ProtectHome=yes", lines);
    }

    [Fact]
    public void Stores_below_home_and_tmp_are_not_hidden_from_the_service()
    {
        var lines = UnitFile.Write(Needs("/home/ada/data", "/tmp/lab")).Split('\n');
        Assert.Contains("ProtectHome=read-only", lines);
        Assert.Contains("PrivateTmp=no", lines);
    }

    [Theory]
    [Trait("row", "D2")]
    [InlineData("/var/spool/work", "/srv/lab", "ReadWritePaths=-/var/spool/work")]
    [InlineData("/tmp/work", "/srv/lab", "PrivateTmp=yes")]
    [InlineData("/tmp/work", "/tmp/lab", "ReadWritePaths=-/tmp/work")]
    public void The_service_can_write_where_temporary_files_go(string temporary, string store, string line) =>
        Assert.Contains(line, UnitFile.Write(Needs(store) with { TempDirectory = temporary }).Split('\n'));

    [Fact]
    public void Words_systemd_does_not_know_yet_are_left_out()
    {
        Assert.DoesNotContain("RestartSteps", UnitFile.Write(Needs("/srv/lab")), StringComparison.Ordinal);
        Assert.Contains("RestartSteps", UnitFile.Write(Needs("/srv/lab") with { SystemdVersion = 254 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "10s")]
    [InlineData(253, "10s")]
    [InlineData(254, "2s")]
    public void A_service_that_cannot_wait_longer_each_time_is_not_restarted_every_other_second(int version, string wait) =>
        Assert.Contains($"\nRestartSec={wait}\n", UnitFile.Write(Needs("/srv/lab") with { SystemdVersion = version }), StringComparison.Ordinal);

    [Fact]
    public async Task The_systemd_of_this_machine_has_nothing_to_say_about_its_unit()
    {
        using var directory = new TempDirectory();
        var runner = new ProcessRunner();
        var unit = Path.Combine(directory.Path, ServiceLayout.Unit);
        Assert.SkipUnless(await runner.RunAsync("systemd-analyze", ["--version"], TestContext.Current.CancellationToken) is { ExitCode: 0 }, "no systemd-analyze here");
        var version = await new Systemd(runner, new ServiceLayout()).VersionAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(unit, UnitFile.Write(Needs("/srv/lab", "/opt/lab shared") with { Executable = "/bin/true", SystemdVersion = version }), TestContext.Current.CancellationToken);

        var answer = await runner.RunAsync("systemd-analyze", ["verify", unit], TestContext.Current.CancellationToken);

        // It ends with 0 for words it does not know, and only says so.
        Assert.Equal("", answer!.Error);
        Assert.Equal(0, answer.ExitCode);
    }

    [Theory]
    [InlineData("/srv/a b", "\"/srv/a b\"")]
    [InlineData("/srv/50%", "/srv/50%%")]
    [InlineData("/srv/a\"b\\c", "\"/srv/a\\\"b\\\\c\"")]
    [InlineData("/srv/a\nb", "\"/srv/a\\x0ab\"")]
    public void A_path_cannot_break_out_of_its_line(string path, string written) => Assert.Equal(written, UnitFile.Quoted(path));

    [Theory]
    [InlineData("None", "PrivateNetwork=yes", "IPAddressAllow")]
    [InlineData("Loopback", "IPAddressAllow=localhost", "PrivateNetwork")]
    [InlineData("Any", "AF_INET6", "IPAddressDeny")]
    public void The_service_reaches_as_far_as_its_configuration_needs(string reach, string has, string lacks)
    {
        var unit = UnitFile.Write(Needs("/srv/lab") with { Network = Enum.Parse<NetworkReach>(reach) });

        Assert.Contains(has, unit, StringComparison.Ordinal);
        Assert.DoesNotContain(lacks, unit, StringComparison.Ordinal);
    }

    private static UnitNeeds Needs(params string[] stores) => new()
    {
        Executable = "/usr/local/bin/holdfast",
        Layout = new ServiceLayout(),
        Stores = [.. stores.Select(path => new ConfiguredStore("s", path, path))],
    };
}
