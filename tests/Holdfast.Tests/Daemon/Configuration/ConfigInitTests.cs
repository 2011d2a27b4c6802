using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class ConfigInitTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("holdfast-init-").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    [Fact]
    public void What_init_writes_is_a_configuration()
    {
        var text = ConfigInit.Write(new InitAnswers { From = "/srv/lab: shared", To = "/opt/lab", Owner = "1001:999", Directories = "775", Files = "664", Every = "10m" });
        var config = Reading.Good(text);
        Assert.StartsWith("# yaml-language-server: $schema=", text, StringComparison.Ordinal);
        Assert.Equal("/srv/lab: shared", config.FindStore("main")!.Path);
        Assert.Equal(["permissions", "mirror"], config.Jobs.Select(job => job.Name));
        Assert.All(config.Jobs, job => Assert.Equal(TimeSpan.FromMinutes(10), job.Every));
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("/opt/lab", null, 1)]
    [InlineData(null, "775", 1)]
    public void What_was_not_answered_is_left_out(string? to, string? directories, int jobs) =>
        Assert.Equal(jobs, Reading.Good(ConfigInit.Write(new InitAnswers { From = "/srv", To = to, Directories = directories })).Jobs.Count);

    [Fact]
    public void Its_commented_words_are_words_too()
    {
        var text = ConfigInit.Write(new InitAnswers { From = "/srv/a", To = "/srv/b" });
        var opened = text.Replace("    # extraneous", "    extraneous", StringComparison.Ordinal).Replace("    # conflict", "    conflict", StringComparison.Ordinal)
            .Replace("    # filters", "    filters", StringComparison.Ordinal).Replace("    #   - ", "      - ", StringComparison.Ordinal);
        Assert.Equal(2, Reading.Good(opened).Jobs[0].Filters.Rules.Count);
    }

    [Fact]
    public void A_file_that_is_there_is_never_overwritten()
    {
        var path = Path.Combine(_directory, "new", "holdfast.yaml");
        ConfigInit.Save(path, "first");
        Assert.True(File.Exists(Path.Combine(_directory, "new", ConfigSchema.FileName)));
        var refused = Assert.Throws<ConfigException>(() => ConfigInit.Save(path, "second"));
        Assert.Contains("already there", refused.Message, StringComparison.Ordinal);
        Assert.Equal("first", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
    }
}
