using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class FileTrustTests
{
    private const string File = "/etc/holdfast/holdfast.yaml";

    [Theory]
    [InlineData(File, PathStepKind.File, 1001, "644", "chown root:root /etc/holdfast/holdfast.yaml")]
    [InlineData(File, PathStepKind.File, 0, "664", "chmod go-w /etc/holdfast/holdfast.yaml")]
    [InlineData(File, PathStepKind.File, 0, "646", "chmod go-w /etc/holdfast/holdfast.yaml")]
    [InlineData("/etc/holdfast", PathStepKind.Directory, 0, "777", "chmod go-w /etc/holdfast")]
    [InlineData("/etc/holdfast", PathStepKind.Directory, 1001, "755", "chown root:root /etc/holdfast")]
    [InlineData("/etc", PathStepKind.Directory, 0, "775", "chmod go-w /etc")]
    public void As_root_what_others_could_change_is_refused_with_the_command_that_mends_it(string path, PathStepKind kind, int uid, string mode, string command)
    {
        var error = Assert.Single(Load(Paths().Look(path, kind, uid, Convert.ToInt32(mode, 8)), privileged: true).Errors);
        Assert.Contains(path, error.Found, StringComparison.Ordinal);
        Assert.EndsWith(command, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sticky_directory_above_is_fine() =>
        Assert.Null(Problem(new FakePaths().Look("/tmp", mode: 0x3ff).Resolve("/tmp/mine/holdfast.yaml")));

    [Fact]
    public void A_sticky_directory_of_somebody_else_is_not() =>
        Assert.NotNull(Problem(new FakePaths().Look("/tmp", uid: 1001, mode: 0x3ff).Resolve("/tmp/mine/holdfast.yaml")));

    [Fact]
    public void A_link_of_somebody_else_is_refused() =>
        Assert.Contains("chown -h", Problem(new FakePaths().Link("/tmp/link", "/etc/x.yaml").Look("/tmp/link", uid: 1001).Resolve("/tmp/link"))!.Advice, StringComparison.Ordinal);

    [Fact]
    public void Without_privilege_anybodys_file_is_read()
    {
        // The file is not really there, so the error is that of reading it, not one of trust.
        var error = Assert.Single(Load(Paths().Look(File, PathStepKind.File, 1001, 0x1ff), privileged: false).Errors);
        Assert.DoesNotContain("chown", error.ToString(), StringComparison.Ordinal);
    }

    private static FakePaths Paths() => new FakePaths().Look(File, PathStepKind.File, 0, 0x1a4);

    private static ConfigError? Problem(ResolvedPath path) => FileTrust.Problem(path, Origin.Default, "");

    private static ConfigResult Load(FakePaths paths, bool privileged) =>
        ConfigLoader.Load(Reading.Sources("") with { Text = null, IsPrivileged = privileged, Paths = paths });
}
