using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Integration.Cli;
using Holdfast.TestKit;

namespace Holdfast.Integration.Load;

/// <summary>Many who look at once: the data is kept right all the same, and nobody is forgotten. The large forms need a machine to themselves.</summary>
[Trait("row", "D6")]
[Collection("load")]
public sealed partial class LoadTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("lane", "slow")]
    public async Task A_run_goes_on_while_the_status_is_asked_for_all_the_time()
    {
        var (_, load) = await MirrorAsync(2_000, 300);

        Assert.Equal(0, load!.Failures);
        Assert.True(load.PerSecond > 0, $"{load}");
    }

    [Fact]
    [Trait("lane", "long")]
    public async Task Two_thousand_questions_a_second_make_a_run_less_than_a_third_slower()
    {
        const int Files = 100_000;
        const int Rate = 2_000;
        var ratios = new List<double>();
        for (var pair = 0; pair <= 5; pair++)
        {
            // In memory: what a disk still had to write made the same run take from one to six times as long, whatever was asked.
            var (alone, _) = await MirrorAsync(Files, 0, TempDirectory.InMemory());
            var (beside, load) = await MirrorAsync(Files, Rate, TempDirectory.InMemory());
            output.WriteLine(FormattableString.Invariant($"alone {alone:0.00} s, beside {beside:0.00} s, ratio {beside / alone:0.00}; {load}"));
            Assert.Equal(0, load!.Failures);
            Assert.InRange(load.PerSecond, 0.95 * Rate, 1.05 * Rate);
            // The first warms the machine up.
            if (pair > 0) ratios.Add(beside / alone);
        }
        ratios.Sort();
        Assert.True(ratios[ratios.Count / 2] <= 1.3, $"the middle ratio is {ratios[ratios.Count / 2]:0.00}");
    }

    [Fact]
    [Trait("lane", "slow")]
    public Task Forty_listeners_hear_every_event() => ListenAsync(40);

    [Fact]
    [Trait("lane", "long")]
    public Task Five_hundred_listeners_hear_every_event() => ListenAsync(500);

    [Fact]
    [Trait("lane", "slow")]
    public Task Five_hundred_connections_that_stand_still_keep_nobody_waiting() => StallAsync(500);

    [Fact]
    [Trait("lane", "long")]
    public async Task Ten_thousand_connections_that_stand_still_keep_nobody_waiting()
    {
        // Each takes a descriptor here and one in the daemon.
        var allowed = await AllowedAsync();
        var many = Math.Min(10_000, allowed - 1_000);
        output.WriteLine(FormattableString.Invariant($"{many:N0} connections; this machine allows {allowed:N0} open files"));
        Assert.SkipWhen(many < 1_000, "too few open files are allowed (ulimit -Hn)");
        await StallAsync(many);
    }

    // How long a mirror of so many new files takes inside a daemon, alone or while the status is asked for.
    private static async Task<(double Seconds, LoadResult? Load)> MirrorAsync(int files, int perSecond, TempDirectory? place = null)
    {
        using var lab = await LabAsync(place);
        for (var i = 0; i < files; i++)
        {
            if (i % 500 == 0) System.IO.Directory.CreateDirectory(lab.Source($"d{i / 500}"));
            await File.WriteAllTextAsync(lab.Source($"d{i / 500}/f{i}.txt"), "four words of content", Cancellation);
        }
        var (server, token) = await StartAsync(lab);
        using var load = perSecond == 0 ? null : SteadyLoad.Start(server, token, perSecond);
        var run = (await lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run").Single();
        var seen = load is null ? null : await load.StopAsync();
        return ((run.GetProperty("ended").GetDateTimeOffset() - run.GetProperty("started").GetDateTimeOffset()).TotalSeconds, seen);
    }

    private async Task ListenAsync(int listeners)
    {
        string[] switches = ["pause", "resume", "pause", "resume", "pause", "resume"];
        using var lab = await LabAsync();
        var (server, token) = await StartAsync(lab);
        var began = Stopwatch.StartNew();
        var request = Knock.Request(server, "/api/v1/events/stream?after=0", token);
        var (attached, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        void Attached()
        {
            if (Interlocked.Increment(ref attached) == listeners) all.SetResult();
        }
        var heard = Enumerable.Range(0, listeners).Select(_ => HearAsync(server, request, Attached, switches.Length)).ToArray();
        await Eventually.SoonAsync(Task.WhenAny([all.Task, .. heard]), "all listeners to be taken", TimeSpan.FromMinutes(2));
        output.WriteLine(FormattableString.Invariant($"{listeners} listeners after {began.Elapsed.TotalSeconds:0.0} s"));

        foreach (var word in switches) (await lab.RunAsync(word, "mirror")).Ended(0);
        await Eventually.SoonAsync(Task.WhenAll(heard), "all to hear everything", TimeSpan.FromMinutes(2));

        var told = (await lab.RunAsync("events", "--json", "--after", "0")).Ended(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt64()).ToArray();
        output.WriteLine(FormattableString.Invariant($"all of {listeners} heard {told.Length} events after {began.Elapsed.TotalSeconds:0.0} s"));
        // They stopped listening with the last switch, and what it set going may have been told of since.
        foreach (var one in heard.Select(one => one.Result))
        {
            Assert.True(one.Count >= switches.Length);
            Assert.Equal(told.TakeWhile(number => number <= one[^1]), one);
        }
    }

    // The numbers of all events one listener is told, until a job was switched so often.
    private static async Task<IReadOnlyList<long>> HearAsync(Uri server, byte[] request, Action attached, int switches)
    {
        using var knock = await Knock.AtAsync(server, Cancellation);
        await knock.SendAsync(request, Cancellation);
        var numbers = new List<long>();
        while (switches > 0)
        {
            var line = await knock.LineAsync(Cancellation) ?? throw new IOException("the stream ended");
            if (line.StartsWith("retry:", StringComparison.Ordinal)) attached();
            if (line.StartsWith("id: ", StringComparison.Ordinal)) numbers.Add(long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture));
            if (line == "event: JOB_STATE_CHANGED") switches--;
        }
        return numbers;
    }

    private async Task StallAsync(int connections)
    {
        using var lab = await LabAsync();
        var (server, token) = await StartAsync(lab);
        var half = Encoding.ASCII.GetBytes($"GET /api/v1/status HTTP/1.1\r\nHost: {server.Authority}\r\nX-Slow: ");
        var stalled = new List<Knock>(connections);
        try
        {
            while (stalled.Count < connections)
            {
                var more = await Task.WhenAll(Enumerable.Range(0, Math.Min(200, connections - stalled.Count)).Select(_ => Knock.AtAsync(server, Cancellation)));
                stalled.AddRange(more);
                foreach (var one in more) await one.SendAsync(half, Cancellation);
            }
            using var other = await Knock.AtAsync(server, Cancellation);
            var worst = TimeSpan.Zero;
            for (var i = 0; i < 20; i++)
            {
                var clock = Stopwatch.StartNew();
                Assert.Equal(200, await other.AskAsync(Knock.Request(server, "/api/status", token), Cancellation));
                worst = clock.Elapsed > worst ? clock.Elapsed : worst;
            }
            var answered = Stopwatch.StartNew();
            (await lab.RunAsync("status")).Ended(0);
            output.WriteLine(FormattableString.Invariant($"beside {connections:N0} stalled connections an answer took {worst.TotalMilliseconds:0} ms at most, the command status {answered.Elapsed.TotalMilliseconds:0} ms"));
            // Those that stand still are closed after ten seconds: who was kept waiting by them waited for that.
            Assert.True(worst < TimeSpan.FromSeconds(8), $"an answer took {worst}");
        }
        finally
        {
            foreach (var one in stalled) one.Dispose();
        }
    }

    // A job that runs when it is told to alone, so that nothing else is at work.
    private static async Task<Lab> LabAsync(TempDirectory? place = null)
    {
        var lab = new Lab(place: place) { Listen = "127.0.0.1:0" };
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab:  { kind: local, path: {{lab.Source("")}} }
              copy: { kind: local, path: {{lab.Copy("")}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: [copy], watch: off }
            """, Cancellation);
        return lab;
    }

    private static async Task<(Uri Server, string Token)> StartAsync(Lab lab)
    {
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => Served().IsMatch(daemon.Log), "the API to be served");
        var token = (await lab.RunAsync("token", "create", "load", "--role", "viewer")).Ended(0).Output.Trim();
        return (new Uri(Served().Match(daemon.Log).Groups[1].Value), token);
    }

    private static async Task<int> AllowedAsync()
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", "ulimit -Hn"]) { RedirectStandardOutput = true })!;
        var told = (await shell.StandardOutput.ReadToEndAsync(Cancellation)).Trim();
        await shell.WaitForExitAsync(Cancellation);
        return told == "unlimited" ? int.MaxValue : int.Parse(told, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"serves url=(http://\S+)")]
    private static partial Regex Served();
}
