using Holdfast.Cli;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [Trait("row", "L17")]
    [InlineData("--once", "run")]
    [InlineData("--status", "status")]
    [InlineData("--create-config", "init")]
    [InlineData("--install-service", "service install")]
    [InlineData("--config --once --once -n", "--config --once run -n")]
    [InlineData("demo --once", "demo --once")]
    public void Flags_of_the_old_script_are_understood_where_no_command_stands_before_them(string said, string meant) =>
        Assert.Equal(meant.Split(' '), OldHabits.Translate(said.Split(' ')));

    [Fact]
    public async Task What_is_misspelt_ends_with_2_and_says_where_help_is()
    {
        using var directory = new TempDirectory();
        var (exitCode, output, error) = await CommandLine.RunAsync(directory.Path, "config", "vaildate");
        Assert.Equal((int)ExitCode.Usage, exitCode);
        Assert.Empty(output);
        Assert.Contains("'holdfast config --help'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_configuration_is_written_once_and_is_in_order()
    {
        using var directory = new TempDirectory();
        string[] init = ["init", "--from", directory.Make("lab"), "--to", directory.Make("legacy"), "--files", "664"];
        Assert.Equal((int)ExitCode.Done, (await CommandLine.RunAsync(directory.Path, init)).ExitCode);
        var (exitCode, output, _) = await CommandLine.RunAsync(directory.Path, "config", "validate");
        Assert.Equal((int)ExitCode.Done, exitCode);
        Assert.Contains("2 stores and 2 jobs", output, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Usage, (await CommandLine.RunAsync(directory.Path, init)).ExitCode);
    }

    [Fact]
    public async Task Every_command_says_what_it_is_for()
    {
        using var directory = new TempDirectory();
        foreach (var command in CommandTree.Make(new Surface(new() { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, Environment = new Dictionary<string, string>(), WorkingDirectory = "/" })).Subcommands)
        {
            var (exitCode, output, _) = await CommandLine.RunAsync(directory.Path, command.Name, "--help");
            Assert.Equal(0, exitCode);
            Assert.Contains(command.Description!, output, StringComparison.Ordinal);
            Assert.Contains("--json", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("plain.txt", "plain.txt")]
    [InlineData("a\u001b[31mred", "a\\x1b[31mred")]
    [InlineData("two\nlines", "two\\x0alines")]
    [InlineData("\u202etxt.exe", "\\u{202e}txt.exe")]
    [InlineData("grün", "grün")]
    public void A_name_cannot_steer_the_terminal(string name, string shown) => Assert.Equal(shown, Printable.Text(name));

    [Fact]
    public void Every_exit_code_stands_in_the_documentation()
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "docs", "operations.md"));
        foreach (var code in Enum.GetValues<ExitCode>()) Assert.Contains(lines, line => line.StartsWith($"| {(int)code} | {code} |", StringComparison.Ordinal));
        foreach (var code in Enum.GetValues<DoctorExitCode>()) Assert.Contains(lines, line => line.StartsWith($"| {(int)code} | {code} |", StringComparison.Ordinal));
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Holdfast.slnx"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
