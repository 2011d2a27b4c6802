using Holdfast.Adapters.Programs;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Programs;

/// <summary>Programs of others: what they get of ours, and how long they may take.</summary>
public sealed class ProgramRunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "N12")]
    public async Task A_program_gets_its_arguments_as_they_are_and_an_environment_of_its_own()
    {
        Environment.SetEnvironmentVariable("HOLDFAST_TEST_LEAK", "leaked");
        var result = await ShAsync("printf '%s|' \"$1\" \"$2\"; cat; echo; env", input: "told", arguments: ["a b", "$(id);*"]);
        Assert.StartsWith("a b|$(id);*|told", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("leaked", result.Output, StringComparison.Ordinal);
        var names = result.Output.Split('\n').Skip(1).Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=')[0]);
        // Those a shell adds of itself do not count.
        Assert.Equal(["HOME", "LANG", "PATH"], names.Except(["PWD", "OLDPWD", "SHLVL", "_"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_program_has_no_descriptor_of_ours_and_can_gain_no_rights()
    {
        await using var secret = File.Open("/proc/self/status", FileMode.Open, FileAccess.Read);
        var result = await ShAsync("ls /proc/self/fd; grep -E 'NoNewPrivs|CapAmb|CapInh' /proc/self/status");
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The fourth is the directory that is listed.
        Assert.Equal(["0", "1", "2", "3"], lines.Where(line => line.All(char.IsAsciiDigit)));
        Assert.Contains("NoNewPrivs:\t1", lines);
        Assert.All(lines.Where(line => line.StartsWith("Cap", StringComparison.Ordinal)), line => Assert.EndsWith("0000000000000000", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_root_a_program_runs_as_the_user_it_is_given_to_and_without_any_capability()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var result = await ProgramRunner.RunAsync(Sh("id -u; id -g; grep -E 'CapEff|CapBnd' /proc/self/status") with { Identity = (65534, 65534) }, TimeProvider.System, Cancellation);
        Assert.Equal("65534\n65534\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n", result.Output);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_all_it_started()
    {
        var mark = $"3{Environment.ProcessId}.25";
        var result = await ProgramRunner.RunAsync(Sh($"sleep {mark} & echo began; sleep {mark}") with { Timeout = TimeSpan.FromSeconds(4) }, TimeProvider.System, Cancellation);
        Assert.Equal((null, false), (result.ExitCode, result.Succeeded));
        Assert.StartsWith("took longer than 4 s", result.Summary, StringComparison.Ordinal);
        Assert.StartsWith("began", result.Output, StringComparison.Ordinal);
        // They were told to end; that they have ended may take a moment more.
        var began = TimeProvider.System.GetTimestamp();
        while (await IsThereAsync(mark)) Assert.True(TimeProvider.System.GetElapsedTime(began) < Eventually.Patience, "what it started is still there");
    }

    [Fact]
    public async Task A_program_may_say_more_than_is_kept_and_read_less_than_it_is_told()
    {
        var result = await ShAsync("yes | head -c 5000000; exit 3", input: new string('x', 1 << 20));
        Assert.Equal((3, 8192), (result.ExitCode, result.Output.Length));
    }

    [Fact]
    public async Task A_program_that_leaves_somebody_behind_is_not_waited_for()
    {
        var began = TimeProvider.System.GetTimestamp();
        var result = await ProgramRunner.RunAsync(Sh("setsid sleep 200 & echo done") with { Timeout = TimeSpan.FromSeconds(150) }, TimeProvider.System, Cancellation);
        Assert.Equal((0, "done\n"), (result.ExitCode, result.Output));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(140));
    }

    [Fact]
    public async Task A_program_that_is_not_there_or_cannot_be_called_says_so()
    {
        Assert.Contains("there is no /nowhere", (await ProgramRunner.RunAsync(new ProgramCall { Path = "/nowhere", Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, Cancellation)).Summary, StringComparison.Ordinal);
        Assert.False((await ProgramRunner.RunAsync(new ProgramCall { Path = "/etc/passwd", Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, Cancellation)).Succeeded);
    }

    private static async Task<bool> IsThereAsync(string mark) =>
        (await ProgramRunner.RunAsync(new ProgramCall { Path = "/usr/bin/pgrep", Arguments = ["-fx", $"sleep {mark}"], Timeout = TimeSpan.FromMinutes(2) }, TimeProvider.System, Cancellation)).ExitCode == 0;

    private static ProgramCall Sh(string script, params string[] arguments) => new() { Path = "/bin/sh", Arguments = ["-c", script, "sh", .. arguments], Timeout = TimeSpan.FromMinutes(2) };

    private static Task<ProgramResult> ShAsync(string script, string input = "", params string[] arguments) => ProgramRunner.RunAsync(Sh(script, arguments) with { Input = input }, TimeProvider.System, Cancellation);
}
