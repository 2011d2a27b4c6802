using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>Which ciphers OpenSSH's client is told to ask for.</summary>
[Trait("row", "C2")]
public sealed class SshCiphersTests
{
    private const string Usual = "user me\nciphers chacha20-poly1305@openssh.com,aes128-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com\nport 22\n";

    [Fact]
    public void Where_nothing_is_configured_those_that_cost_little_come_first_and_none_is_left_out() =>
        Assert.Equal("aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr", SshCiphers.Prefer(Usual, Usual));

    [Theory]
    [InlineData("ciphers chacha20-poly1305@openssh.com\n", Usual)]
    [InlineData("ciphers aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,chacha20-poly1305@openssh.com\n", Usual)]
    [InlineData("ciphers aes128-ctr\n", "ciphers aes128-ctr\n")]
    [InlineData("", Usual)]
    [InlineData(Usual, "")]
    [InlineData("", "")]
    public void What_is_configured_holds_and_so_does_what_is_not_understood(string configured, string usual) => Assert.Null(SshCiphers.Prefer(configured, usual));

    [Fact]
    public void They_are_asked_for_before_the_host_is_named()
    {
        var settings = new SftpSettings { Host = "nas", Path = "/srv" };
        Assert.DoesNotContain(SshCommand.Arguments(settings), word => word.StartsWith("Ciphers", StringComparison.Ordinal));
        var words = SshCommand.Arguments(settings, "one,other").ToList();
        Assert.InRange(words.IndexOf("Ciphers=one,other"), 1, words.IndexOf("--"));
    }
}
