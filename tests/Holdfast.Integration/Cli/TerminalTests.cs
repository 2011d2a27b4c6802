namespace Holdfast.Integration.Cli;

/// <summary>What people see and do at a terminal.</summary>
[Trait("lane", "slow")]
public sealed class TerminalTests
{
    private const char Escape = '\u001b';

    [Fact]
    [Trait("row", "L17")]
    public async Task On_a_terminal_a_run_shows_how_far_it_is_and_elsewhere_plain_lines()
    {
        // It takes three seconds, in which there is something to show.
        using var lab = new Lab(", bandwidth: 8M");
        lab.Write("large.bin", new string('x', 30_000_000));

        var shown = await AtTerminalAsync(lab, "run mirror");

        Assert.Equal(0, shown.Code);
        Assert.Matches(@"\rmirror → copy  transfer  \d+/\d+ files  \S+ [kM]B/30 MB", shown.Output);
        Assert.Contains("succeeded", shown.Output, StringComparison.Ordinal);
        lab.Write("larger.bin", new string('y', 12_000_000));
        var plain = (await lab.RunAsync("run", "mirror")).Ended(0);
        Assert.DoesNotContain(plain.Output + plain.Error, c => c is '\r' or Escape);
        Assert.Single(plain.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task Status_is_drawn_again_until_Ctrl_C_which_is_no_failure()
    {
        using var lab = new Lab();
        await lab.StartDaemonAsync();

        var shown = await AtTerminalAsync(lab, "status --watch", drawings: 2);

        Assert.Equal(0, shown.Code);
        Assert.Contains("daemon   running", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cancelled", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task Logs_go_on_with_new_lines_until_Ctrl_C_which_is_no_failure()
    {
        using var lab = new Lab();
        await lab.StartDaemonAsync();

        var shown = await AtTerminalAsync(lab, "logs -f", drawings: 1, "switched to=Paused");

        Assert.Equal(0, shown.Code);
        Assert.Contains("started config=", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cancelled", shown.Output, StringComparison.Ordinal);
    }

    // Runs a command at a pseudo-terminal; types Ctrl-C once the health was drawn so often, or, with words to wait for, once
    // these have come of a job that is paused meanwhile.
    private static Task<Answer> AtTerminalAsync(Lab lab, string command, int drawings = 0, string? waitsFor = null)
    {
        const string Typist = """
            import os, pty, select, subprocess, sys, time
            words, drawings, waits = sys.argv[3:], int(sys.argv[1]), sys.argv[2]
            pid, terminal = pty.fork()
            if pid == 0:
                os.environ["TERM"] = "xterm"
                os.execvp(words[0], words)
            told, typed, asked, until = b"", False, False, time.monotonic() + 240
            while time.monotonic() < until:
                if not select.select([terminal], [], [], 0.1)[0]: continue
                try: some = os.read(terminal, 65536)
                except OSError: break
                if not some: break
                told += some
                if waits and not asked and b"started" in told:
                    asked = True
                    subprocess.run([words[0], "pause", "mirror"] + words[-4:], check=True)
                seen = waits.encode() in told if waits else told.count(b"health") >= drawings
                if drawings and seen and not typed:
                    typed = True
                    os.write(terminal, b"\x03")
            sys.stdout.buffer.write(told)
            sys.stdout.flush()
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;
        return lab.StartAsync("python3", ["-c", Typist, $"{drawings}", waitsFor ?? "", Lab.Executable, .. command.Split(' '), "--config", lab.ConfigFile, "--state", lab.StateDirectory]);
    }
}
