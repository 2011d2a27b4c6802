namespace Holdfast.Integration.Cli;

/// <summary>The built program as a daemon.</summary>
[Trait("lane", "slow")]
public sealed class DaemonTests
{
    [Fact]
    [Trait("row", "L12")]
    public async Task A_second_daemon_is_refused_and_a_killed_one_leaves_no_stale_lock()
    {
        using var lab = new Lab();
        var first = await lab.StartDaemonAsync();

        var refused = (await lab.RunAsync("daemon")).Ended(5);

        Assert.Contains($"{first.Id}", refused.Error, StringComparison.Ordinal);
        await first.KillAsync();
        var next = await lab.StartDaemonAsync();
        Assert.Equal(0, await next.TerminateAsync());
        (await lab.RunAsync("run")).Ended(0);
    }

    [Fact]
    [Trait("row", "L2")]
    [Trait("row", "L3")]
    public async Task A_change_in_the_watched_tree_is_put_right_and_carried_at_once()
    {
        using var lab = new Lab();
        lab.Write("data/one.txt", "one");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => File.Exists(lab.Copy("data/one.txt")), "the pass at the start");

        lab.Write("data/two.txt", "two");
        File.SetUnixFileMode(lab.Source("data/two.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await daemon.UntilAsync(() => File.Exists(lab.Copy("data/two.txt")) && (int)File.GetUnixFileMode(lab.Copy("data/two.txt")) == 0x1B4, "the change to be put right and carried");
        Assert.Equal("two", File.ReadAllText(lab.Copy("data/two.txt")));
    }

    [Fact]
    [Trait("row", "D9")]
    public async Task People_who_ask_sqlite3_hear_how_the_daemon_stands()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "sqlite3 is not installed");
        using var lab = new Lab();
        var kept = Directory.CreateDirectory(Path.Combine(lab.Directory, "kept")).FullName;
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}}, watch: off }
              kept: { kind: local, path: {{kept}} }
            jobs:
              backup: { kind: backup, from: lab, to: [kept] }
            """, TestContext.Current.CancellationToken);
        lab.Write("one.txt", "one");
        var daemon = await lab.StartDaemonAsync();
        (await lab.RunAsync("run", "backup")).Ended(0);
        Assert.Equal("running", await StandingAsync());
        (await lab.RunAsync("pause", "backup")).Ended(0);
        (await lab.RunAsync("run", "backup")).Ended(0);
        Assert.Equal("paused", await StandingAsync());
        Assert.Equal(0, await daemon.TerminateAsync());
        Assert.Equal("stopped", await StandingAsync());

        async Task<string> StandingAsync() =>
            (await lab.StartAsync("/usr/bin/sqlite3", [Path.Combine(lab.StateDirectory, "sync_state.db"), "SELECT value FROM daemon_state WHERE key = 'status'"])).Ended(0).Output.Trim();
    }

    [Fact]
    public async Task Commands_go_to_a_running_daemon_over_its_socket()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");
        var daemon = await lab.StartDaemonAsync();

        // The daemon has the state's lock: a command of its own process could not have it.
        (await lab.RunAsync("run", "mirror")).Ended(0);
        var status = (await lab.RunAsync("status", "--json")).Ended(0).Rows("status").Single();
        (await lab.RunAsync("verify", "--read")).Ended(0);
        var history = (await lab.RunAsync("history", "--json")).Ended(0).Rows("run");

        Assert.Equal(daemon.Id, status.GetProperty("daemon_pid").GetInt32());
        Assert.Contains(history, run => run.GetProperty("job").GetString() == "mirror" && run.GetProperty("trigger").GetString() == "command");
        Assert.Contains(history, run => run.GetProperty("trigger").GetString() == "boot");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(lab.StateDirectory, "control.sock")));
    }

    [Theory]
    [Trait("row", "N16")]
    [InlineData("idle", "idle")]
    [InlineData("best-effort 6", "best-effort: prio 6")]
    public async Task A_daemon_that_is_to_step_back_does_so_in_every_thread(string said, string shown)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ionice"), "ionice is not installed");
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $"{lab.Configuration}\nnice: 7\nio-priority: {said}\n", TestContext.Current.CancellationToken);
        lab.Write("one.txt", "one");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => File.Exists(lab.Copy("one.txt")), "the pass at the start");

        var threads = Directory.EnumerateDirectories($"/proc/{daemon.Id}/task").Select(path => Path.GetFileName(path)!).ToArray();
        Assert.True(threads.Length > 3, "a daemon has threads");
        foreach (var thread in threads)
        {
            var answer = await lab.StartAsync("/usr/bin/ionice", ["-p", thread]);
            if (answer.Code == 0) Assert.Equal(shown, answer.Output.Trim());
            if (Nice(daemon.Id, thread) is { } nice) Assert.Equal("7", nice);
        }
    }

    [Fact]
    public async Task A_paused_job_begins_nothing_until_it_is_resumed()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => File.Exists(lab.Copy("one.txt")), "the pass at the start");
        (await lab.RunAsync("pause", "mirror")).Ended(0);
        lab.Write("two.txt", "two");
        File.SetUnixFileMode(lab.Source("two.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await daemon.UntilAsync(() => (int)File.GetUnixFileMode(lab.Source("two.txt")) == 0x1B4, "the job that is not paused to put the mode right");

        var jobs = (await lab.RunAsync("jobs", "--json")).Ended(0).Rows("status").Single().GetProperty("jobs");
        Assert.Equal("paused", jobs.EnumerateArray().Single(job => job.GetProperty("name").GetString() == "mirror").GetProperty("state").GetString());
        Assert.False(File.Exists(lab.Copy("two.txt")));

        (await lab.RunAsync("resume", "mirror")).Ended(0);
        await daemon.UntilAsync(() => File.Exists(lab.Copy("two.txt")), "the resumed job to carry the change");
    }

    // Null when the thread has ended meanwhile, as those of a pool do.
    private static string? Nice(int process, string thread)
    {
        try { return File.ReadAllText($"/proc/{process}/task/{thread}/stat").Split(") ")[1].Split(' ')[16]; }
        catch (IOException) { return null; }
    }
}
