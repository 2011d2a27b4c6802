using Holdfast.Adapters.Stores.Rclone;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

public sealed class RcloneLaunchTests
{
    [Fact]
    [Trait("row", "D12")]
    public void Options_of_rclones_own_and_secrets_of_ours_stay_out_of_its_environment()
    {
        var ours = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin", ["HTTPS_PROXY"] = "http://proxy", ["RCLONE_CONFIG_BOX_TYPE"] = "alias", ["RCLONE_CONFIG_PASS"] = "known",
            ["RCLONE_EXCLUDE"] = "*", ["RCLONE_DRY_RUN"] = "true", ["RCLONE_RC_NO_AUTH"] = "true", ["RCLONE_CONFIG"] = "/elsewhere", ["HOLDFAST_TOKEN"] = "secret",
        };
        var launch = new RcloneLaunch { Program = "/usr/bin/rclone", ConfigFile = "/etc/rclone.conf", Environment = ours, Time = TimeProvider.System };
        Assert.Equal(["HTTPS_PROXY", "PATH", "RCLONE_CONFIG_BOX_TYPE", "RCLONE_CONFIG_PASS"], launch.Inherited().Keys.Order(StringComparer.Ordinal));
    }
}
