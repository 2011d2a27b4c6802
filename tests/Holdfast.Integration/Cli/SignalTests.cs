namespace Holdfast.Integration.Cli;

/// <summary>Somebody ends a long run: it stops in order, says so by its exit code, and the next one goes on.</summary>
[Trait("lane", "slow")]
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [Trait("row", "N4")]
    public async Task A_run_that_is_told_to_end_ends_with_130_in_order_and_the_next_one_completes_it(string signal)
    {
        // Slow enough that it cannot be done before the signal comes, however late that is.
        using var lab = new Lab(", bandwidth: 100k");
        for (var i = 0; i < 800; i++) lab.Write($"data/{i}.bin", new string((char)('a' + i % 26), 20_000));

        var ended = await EndedAsync(lab, signal);

        ended.Ended(130);
        var cancelled = (await lab.RunAsync("history", "mirror", "--json")).Ended(0).Rows("run").Single();
        Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(lab.Copy(".holdfast/tmp")));
        var carried = Directory.Exists(lab.Copy("data")) ? Directory.GetFiles(lab.Copy("data")) : [];
        Assert.All(carried, file => Assert.Equal(20_000, new FileInfo(file).Length));
        await File.WriteAllTextAsync(lab.ConfigFile, lab.Configuration.Replace(", bandwidth: 100k", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await lab.RunAsync("run", "mirror")).Ended(0);
        Assert.Equal(800, Directory.GetFiles(lab.Copy("data")).Length);
        (await lab.RunAsync("verify")).Ended(0);
    }

    // The signal comes when the run has begun to write: its directory is there before its first file.
    private static Task<Answer> EndedAsync(Lab lab, string signal)
    {
        // A shell's job in the background would not hear SIGINT: the program is told to, whoever started the tests.
        const string Script = """
            env --default-signal=INT "$@" & pid=$!
            until [ -n "$(ls "$COPY/.holdfast/tmp" 2>/dev/null)" ]; do kill -0 $pid 2>/dev/null || break; sleep 0.01; done
            kill -"$SIGNAL" $pid
            wait $pid
            """;
        return lab.StartAsync("env", [$"COPY={lab.Copy("")}", $"SIGNAL={signal}", "bash", "-c", Script, "bash", Lab.Executable, "run", "mirror", "--config", lab.ConfigFile, "--state", lab.StateDirectory]);
    }
}
