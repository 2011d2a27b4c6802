using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Configuration;

[Trait("row", "D12")]
public sealed class RcloneFinderTests
{
    private const string Program = "/usr/bin/rclone";
    private const string File = "/root/.config/rclone/rclone.conf";

    private readonly Dictionary<string, string> _environment = new() { ["PATH"] = "relative:/usr/local/bin:/usr/bin", ["HOME"] = "/root" };
    private readonly FakePaths _paths = new FakePaths().Absent("/usr/local/bin/rclone").Look(Program, PathStepKind.File).Look(File, PathStepKind.File);

    [Fact]
    public void The_program_is_found_in_the_path_and_its_configuration_where_it_looks_itself()
    {
        Assert.Equal((Program, File), Find(new RcloneConfig { Remote = "box:" }));
        _environment["RCLONE_CONFIG"] = "/srv/rclone.conf";
        _paths.Look("/srv/rclone.conf", PathStepKind.File);
        Assert.Equal((Program, "/srv/rclone.conf"), Find(new RcloneConfig { Remote = "box:" }));
    }

    [Fact]
    public void What_is_configured_is_taken()
    {
        _paths.Look("/opt/rclone", PathStepKind.File).Look("/etc/holdfast/rclone.conf", PathStepKind.File);
        Assert.Equal(("/opt/rclone", "/etc/holdfast/rclone.conf"), Find(new RcloneConfig { Remote = "box:", Program = "/opt/rclone", ConfigFile = "/etc/holdfast/rclone.conf" }));
    }

    [Fact]
    public void What_is_missing_is_told()
    {
        _paths.Absent(Program);
        Assert.Contains("there is no rclone in PATH", Refused(new RcloneConfig { Remote = "box:" }), StringComparison.Ordinal);
        _paths.Absent("/etc/rclone.conf").Look("/opt/rclone", PathStepKind.File);
        Assert.Contains("there is no /etc/rclone.conf", Refused(new RcloneConfig { Remote = "box:", Program = "/opt/rclone", ConfigFile = "/etc/rclone.conf" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(File, 1001, 0x180, "belongs to user 1001")]
    [InlineData(File, 0, 0x1b6, "others may write")]
    [InlineData(Program, 0, 0x1ff, "others may write")]
    [InlineData("/root", 1001, 0x1ed, "belongs to user 1001")]
    public void Where_we_are_privileged_nobody_else_may_change_what_runs(string path, int uid, int mode, string problem)
    {
        _paths.Look(path, path == "/root" ? PathStepKind.Directory : PathStepKind.File, uid, mode);
        Assert.Contains(problem, Refused(new RcloneConfig { Remote = "box:" }), StringComparison.Ordinal);
        Assert.Equal((Program, File), Find(new RcloneConfig { Remote = "box:" }, isPrivileged: false));
    }

    [Theory]
    [InlineData("\"box:folder\"", true)]
    [InlineData("\"box:\"", true)]
    [InlineData("\"my box+2.x:/a b/c\"", true)]
    [InlineData("box", false)]
    [InlineData("\":sftp,host=h:x\"", false)]
    [InlineData("\"box,pass=secret:x\"", false)]
    [InlineData("\"box:a/../b\"", false)]
    [InlineData("\"box:a]b\"", false)]
    [InlineData("/srv/lab", false)]
    public void A_remote_is_a_name_and_a_folder(string remote, bool isOne)
    {
        var result = Reading.Load($"stores:\n  other: {{ kind: rclone, remote: {remote} }}\n");
        Assert.Equal(isOne, result.Errors.Count == 0);
    }

    [Theory]
    [InlineData("box:a", "box:a/b", true)]
    [InlineData("box:", "box:a", true)]
    [InlineData("box:a", "box:ab", false)]
    [InlineData("box:a", "crate:a", false)]
    public void Folders_of_one_remote_may_overlap(string left, string right, bool overlaps)
    {
        Assert.Equal(overlaps, new RcloneConfig { Remote = left }.Overlaps(new RcloneConfig { Remote = right }));
        Assert.Equal(overlaps, new RcloneConfig { Remote = right }.Overlaps(new RcloneConfig { Remote = left }));
        Assert.False(new RcloneConfig { Remote = left, ConfigFile = "/a" }.Overlaps(new RcloneConfig { Remote = left, ConfigFile = "/b" }));
    }

    private (string Program, string ConfigFile) Find(RcloneConfig rclone, bool isPrivileged = true) =>
        new RcloneFinder(_paths, name => _environment.GetValueOrDefault(name), isPrivileged, new FakeAccounts()).Find("other", rclone);

    private string Refused(RcloneConfig rclone)
    {
        var refusal = Assert.Throws<StoreException>(() => Find(rclone));
        Assert.Equal(("other", StoreFault.Unavailable), (refusal.Store, refusal.Fault));
        return refusal.Message;
    }
}
