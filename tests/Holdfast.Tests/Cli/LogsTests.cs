using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>Commands that work without a daemon log to the configured file, and <c>logs</c> reads it back.</summary>
public sealed class LogsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string LogFile => Path.Combine(_directory.Path, "holdfast.log");

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task The_log_file_has_the_configured_format_and_logs_reads_either(string format)
    {
        Configure(format);
        await RunAsync(ExitCode.Done, "run", "mirror");

        Assert.Equal(format == "json", File.ReadAllLines(LogFile)[0].StartsWith('{'));
        var text = await RunAsync(ExitCode.Done, "logs");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\S+Z INFO  mirror  done: 2 new.* run=\S+ destination=copy trigger=Command seconds=\S+\n$", text);
        var row = JsonSerializer.Deserialize<JsonElement>(await RunAsync(ExitCode.Done, "logs", "--json"));
        Assert.Equal("mirror", row.GetProperty("area").GetString());
        Assert.StartsWith("done: 2 new", row.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("copy", row.GetProperty("fields").GetProperty("destination").GetString());
    }

    [Fact]
    public async Task A_file_whose_format_was_changed_is_read_to_its_end_and_levels_leave_lines_out()
    {
        Configure("text");
        await RunAsync(ExitCode.Done, "run", "mirror");
        Configure("json");
        Directory.Delete(Path.Combine(_directory.Path, "lab"), recursive: true);
        await RunAsync(ExitCode.StoreUnavailable, "run", "mirror");

        Assert.Equal(2, (await RunAsync(ExitCode.Done, "logs")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(" ERROR mirror  failed: ", await RunAsync(ExitCode.Done, "logs", "--level", "warning"), StringComparison.Ordinal);
        Assert.DoesNotContain("done: 2 new", await RunAsync(ExitCode.Done, "logs", "--lines", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_and_restoring_log_how_they_ended_as_a_run_does()
    {
        Configure("text");
        await RunAsync(ExitCode.Done, "run", "mirror");
        File.WriteAllText(Path.Combine(_directory.Path, "lab", "one.txt"), "another");
        await RunAsync(ExitCode.Done, "run", "mirror");
        await RunAsync(ExitCode.Done, "verify", "--read");
        var replaced = JsonSerializer.Deserialize<JsonElement>((await RunAsync(ExitCode.Done, "history", "mirror", "--limit", "1", "--json"))).GetProperty("id").GetString()!;
        await RunAsync(ExitCode.Done, "restore", "--run", replaced);
        await RunAsync(ExitCode.Done, "stores", "forget", "copy");

        Assert.Equal(["mirror", "mirror", "verify:mirror", "restore", "stores"], File.ReadLines(LogFile).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
    }

    [Fact]
    public async Task Following_without_a_daemon_says_that_nothing_will_come()
    {
        Configure("text");
        await RunAsync(ExitCode.Done, "run", "mirror");

        Assert.Contains("done: 2 new", await RunAsync(ExitCode.Failed, "logs", "-f"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    public async Task A_number_of_lines_that_is_none_is_a_mistake(string lines)
    {
        Configure("text");
        await RunAsync(ExitCode.Usage, "logs", "--lines", lines);
    }

    public void Dispose() => _directory.Dispose();

    private void Configure(string format)
    {
        File.WriteAllText(Path.Combine(_directory.Make("lab"), "one.txt"), "one");
        File.WriteAllText(Path.Combine(_directory.Path, "lab", "two.txt"), "two");
        File.WriteAllText(Path.Combine(_directory.Path, "holdfast.yaml"), $$"""
            stores:
              lab:  { kind: local, path: {{_directory.Make("lab")}} }
              copy: { kind: local, path: {{_directory.Make("copy")}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: [copy], max-overwrite: none }
            log-file: {{LogFile}}
            log-format: {{format}}
            """);
    }

    private async Task<string> RunAsync(ExitCode expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--state", Path.Combine(_directory.Path, "state")]);
        Assert.True(exitCode == (int)expected, $"ended with {exitCode} instead of {(int)expected}\n{output}\n{error}");
        return output;
    }
}
