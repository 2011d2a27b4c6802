using Holdfast.Cli;
using Holdfast.Cli.Service;

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

    [Fact]
    public void Words_systemd_does_not_know_yet_are_left_out()
    {
        Assert.DoesNotContain("RestartSteps", UnitFile.Write(Needs("/srv/lab")), StringComparison.Ordinal);
        Assert.Contains("RestartSteps", UnitFile.Write(Needs("/srv/lab") with { SystemdVersion = 255 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv/a b", "\"/srv/a b\"")]
    [InlineData("/srv/50%", "/srv/50%%")]
    [InlineData("/srv/a\"b\\c", "\"/srv/a\\\"b\\\\c\"")]
    [InlineData("/srv/a\nb", "\"/srv/a\\x0ab\"")]
    public void A_path_cannot_break_out_of_its_line(string path, string written) => Assert.Equal(written, UnitFile.Quoted(path));

    private static UnitNeeds Needs(params string[] stores) => new()
    {
        Executable = "/usr/local/bin/holdfast",
        Layout = new ServiceLayout(),
        Stores = [.. stores.Select(path => new ConfiguredStore("s", path, path))],
    };
}
