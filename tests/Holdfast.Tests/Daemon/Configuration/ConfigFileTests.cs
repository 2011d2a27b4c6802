using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>Reads files that are really there.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("holdfast-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    [Fact]
    public void Paths_in_a_file_begin_at_the_file()
    {
        Write("holdfast.yaml", "stores: { a: { kind: local, path: data/a }, b: { kind: local, path: ../b } }\n");
        var config = Load("holdfast.yaml").Required;
        Assert.Equal([$"{_directory}/data/a", Path.GetFullPath($"{_directory}/../b")], config.Stores.Select(store => store.Path));
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\r\n# made elsewhere\r\n")]
    public void Marks_of_other_systems_do_no_harm(string before)
    {
        Write("holdfast.yaml", before + Reading.Short.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(2, Load("holdfast.yaml").Required.Jobs.Count);
    }

    [Fact]
    public void Filters_of_a_file_come_behind_the_jobs_own_and_name_their_lines()
    {
        Write("rules.txt", "# comment\n\n+ /keep/***\r\n- *.tmp\n");
        Write("holdfast.yaml", "stores: { a: { kind: memory }, b: { kind: memory } }\njobs:\n  m: { kind: copy, from: a, to: b, filters: ['- *.bak'], filters-from: rules.txt }\n");
        var rules = Load("holdfast.yaml").Required.Jobs[0].Filters.Rules;
        Assert.Equal(["- *.bak", "+ /keep/***", "- *.tmp"], rules.Select(rule => rule.Text));
        Assert.Equal([$"{_directory}/holdfast.yaml:3", $"{_directory}/rules.txt:3", $"{_directory}/rules.txt:4"], rules.Select(rule => rule.Origin));
    }

    [Fact]
    public void A_bad_line_of_a_filter_file_is_told_with_its_place()
    {
        File.WriteAllBytes($"{_directory}/rules.txt", [.. "- a[b\n- "u8, 0xff, .. "\n- ok\n"u8]);
        Write("holdfast.yaml", "stores: { a: { kind: memory }, b: { kind: memory } }\njobs:\n  m: { kind: copy, from: a, to: b, filter-from: rules.txt }\n");
        var errors = Load("holdfast.yaml").Errors;
        Assert.Equal([1, 2], errors.Select(error => error.Place.Line));
        Assert.All(errors, error => Assert.Equal($"{_directory}/rules.txt", error.Place.Name));
    }

    [Fact]
    public void A_file_that_is_no_utf8_says_in_which_line()
    {
        File.WriteAllBytes($"{_directory}/holdfast.yaml", [.. "stores:\n  a: { kind: memory } # k"u8, 0xe4, .. "se\n"u8]);
        Assert.Equal(2, Assert.Single(Load("holdfast.yaml").Errors).Place.Line);
    }

    [Fact]
    public void A_directory_is_no_configuration() => Assert.Contains("no regular file", Assert.Single(Load("").Errors).Found, StringComparison.Ordinal);

    [Fact]
    public void What_others_may_write_is_not_read_with_privilege()
    {
        Write("holdfast.yaml", Reading.Short);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode($"{_directory}/holdfast.yaml", (UnixFileMode)0b110_110_110);
        Assert.Contains("mend it with: ch", Assert.Single(Load("holdfast.yaml", privileged: true).Errors).Advice, StringComparison.Ordinal);
        Assert.Empty(Load("holdfast.yaml").Errors);
    }

    private void Write(string name, string text) => File.WriteAllText($"{_directory}/{name}", text);

    private ConfigResult Load(string name, bool privileged = false) => ConfigLoader.Load(Reading.Sources("") with
    {
        File = $"{_directory}/{name}", Text = null, IsPrivileged = privileged, Paths = new SystemPathResolver(),
    });
}
