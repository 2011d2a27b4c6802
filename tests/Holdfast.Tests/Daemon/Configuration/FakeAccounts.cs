using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>One user, llurad (1001), and one group, docker (999).</summary>
internal sealed class FakeAccounts : IAccounts
{
    public int? UserId(string name) => name == "llurad" ? 1001 : null;

    public int? GroupId(string name) => name == "docker" ? 999 : null;

    public int? GroupOfUser(string name) => null;

    public string? UserName(int id) => id == 1001 ? "llurad" : null;

    public string? GroupName(int id) => id == 999 ? "docker" : null;
}
