using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Jobs;

/// <summary>A state directory does not gather lists of Drives that nobody reads any more, and loses nothing else.</summary>
public sealed class ForgottenListsTests : IDisposable
{
    private readonly TempDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    [Trait("row", "D13")]
    public void The_list_of_a_Drive_that_is_not_configured_any_more_goes_and_its_grant_stays()
    {
        foreach (var file in new[] { "drives/now/kept", "drives/once/kept", "drives/once/new", "drives/local/kept", "grants/once.grant", "grants/now.grant", "grants/key", "state.db" }) Make(file);

        Assert.Equal(["local", "once"], Remove());

        Assert.Equal(["drives/now/kept", "grants/key", "grants/now.grant", "grants/once.grant", "state.db"], Files());
        Assert.Equal(["now"], Directory.GetDirectories(In("drives")).Select(Path.GetFileName));
        Assert.Empty(Remove());
    }

    [Fact]
    public void What_somebody_else_laid_there_stays()
    {
        foreach (var file in new[] { "drives/once/kept", "drives/once/notes", "elsewhere/kept" }) Make(file);
        Directory.CreateSymbolicLink(In("drives/link"), In("elsewhere"));

        Assert.Empty(Remove());

        Assert.Equal(["drives/once/notes", "elsewhere/kept"], Files());
        Assert.True(Path.Exists(In("drives/link")));
    }

    [Fact]
    public void Where_no_Drive_was_ever_listed_there_is_nothing_to_do() => Assert.Empty(Remove());

    private string[] Remove() => [.. new ForgottenLists(new HoldfastConfig
    {
        File = "/etc/holdfast/holdfast.yaml",
        StateDirectory = _state.Path,
        Stores = [new StoreConfig { Name = "now", Kind = StoreKind.GoogleDrive, Path = "", Drive = new DriveConfig { Client = new Secret(SecretPlace.File, "client.json") } }, new StoreConfig { Name = "local", Kind = StoreKind.Local, Path = "/srv/lab" }],
        Jobs = [],
        TimeZone = TimeZoneInfo.Utc,
        LogKeep = TimeSpan.FromDays(30),
        Reports = new ReportsConfig(In("reports"), TimeSpan.FromDays(7)),
    }).Remove().Order(StringComparer.Ordinal)];

    private string In(string name) => Path.Combine(_state.Path, name);

    private string[] Files() => [.. Directory.GetFiles(_state.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Select(file => Path.GetRelativePath(_state.Path, file)).Order(StringComparer.Ordinal)];

    private void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllText(In(file), file);
    }
}
