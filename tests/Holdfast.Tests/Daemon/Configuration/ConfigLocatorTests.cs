using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class ConfigLocatorTests
{
    [Fact]
    public void A_named_file_is_the_only_one()
    {
        Assert.Equal(["/here/x.yaml"], At(true, ("HOLDFAST_CONFIG", "/env.yaml")).Files("x.yaml"));
        Assert.Equal(["/env.yaml"], At(true, ("HOLDFAST_CONFIG", "/env.yaml")).Files(null));
    }

    [Fact]
    public void Root_and_the_service_read_the_systems_file_and_nothing_of_the_directory_they_stand_in()
    {
        Assert.Equal(["/etc/holdfast/holdfast.yaml"], At(true, ("HOME", "/root")).Files(null));
        Assert.Equal("/var/lib/holdfast", At(true, ("HOME", "/root")).State(null));
    }

    [Fact]
    public void Users_have_their_own()
    {
        Assert.Equal(["/here/holdfast.yaml", "/home/me/.config/holdfast/holdfast.yaml"], At(false, ("HOME", "/home/me")).Files(null));
        Assert.Equal(["/here/holdfast.yaml", "/cfg/holdfast/holdfast.yaml"], At(false, ("HOME", "/home/me"), ("XDG_CONFIG_HOME", "/cfg")).Files(null));
        Assert.Equal("/home/me/.local/state/holdfast", At(false, ("HOME", "/home/me"), ("XDG_STATE_HOME", "relative")).State(null));
        Assert.Equal("/st/holdfast", At(false, ("XDG_STATE_HOME", "/st")).State(null));
        Assert.Equal("/here/s", At(false, ("HOLDFAST_STATE", "/env")).State("s"));
        Assert.Equal("/env", At(false, ("HOLDFAST_STATE", "/env")).State(null));
        Assert.Throws<ConfigException>(() => At(false).State(null));
    }

    private static ConfigLocator At(bool service, params (string Name, string Value)[] environment) =>
        new(environment.ToDictionary(pair => pair.Name, pair => pair.Value), "/here", service);
}
