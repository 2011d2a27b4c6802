using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

[Trait("row", "L17")]
public sealed class DataSyncImportTests
{
    private const string Old = """
        # AI Lab Platform - Automated Data Sync Configuration

        # Sync interval in seconds (default: 300 = 5 minutes)
        SYNC_INTERVAL=300

        PERMISSION_CHECK_INTERVAL=60
        LEGACY_SYNC_ENABLED=true
        AUTO_CLEANUP_ORPHANED=false
        LOG_FILE=/var/log/ai-lab-data-sync.log
        """;

    private const string Shared = "/home/llurad/ai-lab-platform/ai-lab-data/shared";

    [Fact]
    public void The_old_file_becomes_the_same_work()
    {
        var (config, lines) = Import(Old);
        Assert.Equal([Shared, "/opt/ai-lab-data/shared"], config.Stores.Select(store => store.Path));
        var permissions = config.FindJob("permissions")!;
        Assert.Equal((TimeSpan.FromMinutes(1), "llurad:docker", 509, 436), (permissions.Every!.Value, permissions.Owner!.ToString(), permissions.DirectoryMode!.Value, permissions.FileMode!.Value));
        var legacy = config.FindJob("legacy")!;
        Assert.Equal((JobKind.Copy, TimeSpan.FromMinutes(5)), (legacy.Kind, legacy.Every!.Value));
        Assert.Equal("/var/log/ai-lab-data-sync.log", config.LogFile);
        Assert.Equal("/home/llurad/ai-lab-platform/ai-lab-data/admin", config.Reports.Directory);
        Assert.Equal([4, 6, 7, 8, 9], lines.Where(line => line.Line > 0).Select(line => line.Line));
    }

    [Fact]
    public void Of_a_doubled_key_the_last_wins_and_the_earlier_is_told()
    {
        var (config, lines) = Import(Old + "\nSYNC_INTERVAL=600\n");
        Assert.Equal(TimeSpan.FromMinutes(10), config.FindJob("legacy")!.Every);
        Assert.Contains(lines, line => line.Line == 4 && line.NeedsALook && line.Became.Contains("line 10 sets SYNC_INTERVAL again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LOG_FILE='/var/log/a b.log'   # where", "/var/log/a b.log")]
    [InlineData("export LOG_FILE=\"/var/log/custom/x.log\"", "/var/log/custom/x.log")]
    [InlineData("LOG_FILE=logs/x.log", "/home/llurad/ai-lab-platform/logs/x.log")]
    [InlineData("LOG_FILE=/var/log/a\\ b.log;", "/var/log/a b.log")]
    [InlineData("LOG_FILE=/var/log/x#y.log\r", "/var/log/x#y.log")]
    public void Values_are_read_as_a_shell_would(string line, string logFile) => Assert.Equal(logFile, Import(line).Config.LogFile);

    [Theory]
    [InlineData("LOG_FILE=$HOME/x")]
    [InlineData("LOG_FILE=`date`")]
    [InlineData("LOG_FILE=/a /b")]
    [InlineData("LOG_FILE='/a")]
    [InlineData("rm -rf /")]
    [InlineData("SYNC_INTERVAL=5m")]
    [InlineData("SYNC_INTERVAL=0")]
    [InlineData("SYNC_INTERVALL=5")]
    [InlineData("LEGACY_SYNC_ENABLED=maybe")]
    public void What_cannot_be_carried_over_is_told_and_the_old_default_stays(string line)
    {
        var (config, lines) = Import(line);
        Assert.True(Assert.Single(lines, told => told.Line == 1).NeedsALook);
        Assert.Null(config.LogFile);
        Assert.Equal(TimeSpan.FromMinutes(5), config.FindJob("legacy")!.Every);
    }

    [Fact]
    public void Without_legacy_sync_there_is_no_copy()
    {
        var (config, _) = Import("LEGACY_SYNC_ENABLED=false\nAUTO_CLEANUP_ORPHANED=true\n", new FakePaths().Look(Shared, uid: 1001).Absent("/opt"));
        Assert.Equal(["permissions"], config.Jobs.Select(job => job.Name));
    }

    [Fact]
    public void A_tree_of_root_does_not_make_root_the_owner()
    {
        var (config, lines) = Import(Old, new FakePaths());
        Assert.Null(config.FindJob("permissions")!.Owner);
        Assert.Contains(lines, line => line.NeedsALook && line.Became.Contains("--owner", StringComparison.Ordinal));
    }

    [Fact]
    public void One_directory_under_two_names_is_not_copied_onto_itself()
    {
        var (config, _) = Import(Old, new FakePaths().Look(Shared, uid: 1001).Link("/opt/ai-lab-data", "/home/llurad/ai-lab-platform/ai-lab-data"));
        Assert.Equal(["permissions"], config.Jobs.Select(job => job.Name));
    }

    [Fact]
    public void A_tree_that_is_not_there_is_asked_for_and_else_told()
    {
        var paths = new FakePaths().Absent("/home/llurad/ai-lab-platform/ai-lab-data").Look("/data/shared", uid: 1001);
        Assert.Contains("--from", Assert.Single(DataSyncImport.Import(Request(Old, paths)).Errors).Advice, StringComparison.Ordinal);
        var asked = DataSyncImport.Import(Request(Old, paths) with { Ask = _ => "/data/shared" });
        Assert.Equal("/data/shared", Reading.Good(asked.Yaml!).FindStore("shared")!.Path);
        var named = DataSyncImport.Import(Request(Old, paths) with { From = "/data/shared", To = "/data/old", Owner = "1:2" });
        Assert.Equal("1:2", Reading.Good(named.Yaml!).FindJob("permissions")!.Owner!.ToString());
    }

    private static (HoldfastConfig Config, IReadOnlyList<ImportedLine> Lines) Import(string text, FakePaths? paths = null)
    {
        var result = DataSyncImport.Import(Request(text, paths ?? new FakePaths().Look(Shared, uid: 1001, mode: 0x1fd)));
        Assert.Empty(result.Errors);
        return (Reading.Good(result.Yaml!), result.Lines);
    }

    private static DataSyncRequest Request(string text, IPathResolver paths) =>
        new() { File = "/home/llurad/ai-lab-platform/data-sync.conf", Text = text, Paths = paths, Accounts = new FakeAccounts() };
}
