using Holdfast.Integration.Cli;
using Holdfast.TestKit.Clouds.Drive;
using Holdfast.TestKit.Clouds;
using Holdfast.TestKit;

namespace Holdfast.Integration.Drive;

/// <summary>The program as it is shipped, and a Drive behind a socket.</summary>
[Trait("lane", "slow")]
public sealed class DriveProgramTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "D1")]
    [Trait("row", "D13")]
    public async Task A_person_signs_in_and_nothing_secret_is_told_or_left_readable()
    {
        await using var lab = await DriveLab.MakeAsync();
        lab.Drive.Add("f", "1");
        var before = await lab.RunAsync("run", "save");
        Assert.NotEqual(0, before.Code);
        Assert.Contains("holdfast login google drive", before.Output + before.Error, StringComparison.Ordinal);

        var signed = await lab.SignInAsync();
        Assert.True(signed.Code == 0, signed.Output + signed.Error);
        var tested = await lab.RunAsync("stores", "test", "drive");
        Assert.True(tested.Code == 0, tested.Output + tested.Error);

        var run = await lab.RunAsync("run", "save");
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Equal("1", File.ReadAllText(lab.Copy("f")));
        var grants = Directory.GetFiles(Path.Combine(lab.StateDirectory, "grants"));
        Assert.Equal(2, grants.Length);
        Assert.All(grants, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        foreach (var file in Directory.EnumerateFiles(lab.StateDirectory, "*", SearchOption.AllDirectories)) Assert.DoesNotContain("1//grant", File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        Assert.DoesNotContain("1//grant", signed.Output + signed.Error + run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "D2")]
    [Trait("row", "D3")]
    public async Task A_killed_run_goes_on_and_carries_nothing_twice()
    {
        var gate = new KillGate();
        await using var lab = await DriveLab.MakeAsync(server => gate.Before(server));
        for (var i = 0; i < 300; i++) lab.Drive.Add($"f{i:d3}", $"content {i}", i % 10 == 0 ? lab.Drive.AddFolder($"d{i:d3}") : FakeDrive.Root);
        lab.Drive.AddDocument("Letter");
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        using (var process = lab.Start("run", "save"))
        {
            await Eventually.SoonAsync(gate.Reached, "a hundred downloads");
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }
        gate.Open();
        var again = await lab.RunAsync("run", "save");
        Assert.True(again.Code == 0, again.Output + again.Error);
        for (var i = 0; i < 300; i++) Assert.Equal($"content {i}", File.ReadAllText(lab.Copy(i % 10 == 0 ? $"d{i:d3}/f{i:d3}" : $"f{i:d3}")));
        Assert.True(File.Exists(lab.Copy("Letter.docx")));

        var downloads = Downloads(lab);
        var settled = await lab.RunAsync("run", "save");
        Assert.True(settled.Code == 0, settled.Output + settled.Error);
        Assert.Equal(downloads, Downloads(lab));
        // The one that was killed had listed everything, and those after it went on from there.
        Assert.Equal(1, Lists(lab));
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task A_daemon_follows_changes_without_listing_everything_again()
    {
        await using var lab = await DriveLab.MakeAsync();
        var folder = lab.Drive.AddFolder("d");
        var file = lab.Drive.Add("f", "1", folder);
        lab.Drive.Add("stays", "1", folder);
        for (var i = 0; i < 30; i++) lab.Drive.Add($"other {i}", "1");
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        var daemon = await lab.StartDaemonAsync();
        await UntilAsync(daemon, () => File.Exists(lab.Copy("d/f")), "the first run");
        var lists = Lists(lab);
        Assert.InRange(lists, 1, 1);
        lab.Drive.Edit(file, "changed");
        await UntilAsync(daemon, () => File.ReadAllText(lab.Copy("d/f")) == "changed", "an edit to arrive");
        lab.Drive.Rename(folder, "e");
        await UntilAsync(daemon, () => File.Exists(lab.Copy("e/f")) && !File.Exists(lab.Copy("d/f")), "a folder to move");
        lab.Drive.Trash(file);
        await UntilAsync(daemon, () => !File.Exists(lab.Copy("e/f")), "a removal to arrive");
        Assert.Equal(lists, Lists(lab));

        // The grant dies, and the daemon says so until somebody signs in again.
        lab.Drive.Revoke();
        await UntilAsync(daemon, () => daemon.Said("changes may be missed"), "the daemon to notice");
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        lab.Drive.Add("late", "2", folder);
        await UntilAsync(daemon, () => File.Exists(lab.Copy("e/late")), "the daemon to go on");
    }

    [Fact]
    [Trait("row", "D4")]
    public async Task A_drive_is_kept_in_a_bucket()
    {
        var bucket = new FakeS3(TimeProvider.System);
        await using var s3 = await HandlerServer.StartAsync(bucket);
        await using var lab = await DriveLab.MakeAsync(config: lab => $$"""
            stores:
              drive: { kind: google-drive, client: file:client.json, endpoint: "{{lab.Server.Address}}", rate: 1000 }
              bucket: { kind: s3, endpoint: "{{s3.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret }
            jobs:
              cloud: { kind: copy, from: drive, to: [bucket] }
            """);
        var folder = lab.Drive.AddFolder("d");
        lab.Drive.Add("f", "one", folder);
        lab.Drive.Add("twice", "two");
        lab.Drive.Add("twice", "three");
        lab.Drive.AddDocument("Letter", exportSize: 11 << 20);
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        var run = await lab.RunAsync("run", "cloud");
        Assert.True(run.Code == 0, run.Output + run.Error);
        var kept = bucket.Contents.Where(pair => !pair.Key.StartsWith(".holdfast/", StringComparison.Ordinal) && !pair.Key.EndsWith('/')).ToDictionary();
        Assert.Equal(["one", "three", "two"], kept.Values.Where(content => content.Length < 100).Select(System.Text.Encoding.UTF8.GetString).Order(StringComparer.Ordinal));
        Assert.Equal(11 << 20, kept["Letter.docx"].Length);
        var requests = lab.Drive.Requests;
        Assert.Equal(0, (await lab.RunAsync("run", "cloud")).Code);
        Assert.InRange(lab.Drive.Requests - requests, 1, 12);
    }

    [Fact]
    [Trait("row", "D1")]
    public async Task A_directory_is_kept_on_a_drive_and_comes_back()
    {
        await using var lab = await DriveLab.MakeAsync(config: lab => $$"""
            stores:
              own: { kind: local, path: {{lab.Copy("")}} }
              drive: { kind: google-drive, client: file:client.json, endpoint: "{{lab.Server.Address}}", rate: 1000, root: Kept }
            jobs:
              up: { kind: mirror, from: own, to: [drive], extraneous: delete }
            """);
        lab.Drive.AddFolder("Kept");
        Directory.CreateDirectory(lab.Copy("d/e"));
        File.WriteAllText(lab.Copy("d/e/f"), "one");
        File.WriteAllText(lab.Copy("big"), new string('x', 3 << 20));
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        var run = await lab.RunAsync("run", "up");
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.NotNull(lab.Drive.Find("Kept/d/e/f"));
        Assert.Contains(lab.Drive.Contents, content => content.Length == 3 << 20);
        File.Delete(lab.Copy("big"));
        run = await lab.RunAsync("run", "up");
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Null(lab.Drive.Find("Kept/big"));
        var verified = await lab.RunAsync("verify", "up", "--read");
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var tested = await lab.RunAsync("stores", "test", "drive");
        Assert.True(tested.Code == 0, tested.Output + tested.Error);
        Assert.Equal("", string.Join('\n', lab.Drive.Tree.Split('\n').Where(line => line.Contains("probe", StringComparison.Ordinal) || line.Contains("lock", StringComparison.Ordinal))));
    }

    [Fact]
    [Trait("row", "D3")]
    [Trait("row", "D4")]
    public async Task A_drive_is_backed_up_to_two_buckets_and_what_it_loses_stays()
    {
        var buckets = new[] { new FakeS3(TimeProvider.System), new FakeS3(TimeProvider.System) };
        await using var first = await HandlerServer.StartAsync(buckets[0]);
        await using var second = await HandlerServer.StartAsync(buckets[1]);
        await using var lab = await DriveLab.MakeAsync(config: lab => $$"""
            stores:
              drive: { kind: google-drive, client: file:client.json, endpoint: "{{lab.Server.Address}}", rate: 1000 }
              one: { kind: s3, endpoint: "{{first.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret }
              two: { kind: s3, endpoint: "{{second.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret }
            jobs:
              backup: { kind: backup, from: drive, to: [one, two], exclude: ["*.tmp"], max-overwrite: none }
            """);
        var folder = lab.Drive.AddFolder("d");
        var lost = lab.Drive.Add("f", "one", folder);
        var edited = lab.Drive.Add("g", "two");
        var letter = lab.Drive.AddDocument("Letter", exportSize: 200_000);
        lab.Drive.Add("scratch.tmp", "never");
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        (await lab.RunAsync("run", "backup")).Ended(0);
        foreach (var bucket in buckets) Assert.Equal((200_000, "one", "two", false), (bucket.Contents["Letter.docx"].Length, Text(bucket, "d/f"), Text(bucket, "g"), bucket.Contents.ContainsKey("scratch.tmp")));
        var downloads = Downloads(lab);
        (await lab.RunAsync("run", "backup")).Ended(0);
        Assert.Equal(downloads, Downloads(lab));

        lab.Drive.Lose(lost);
        lab.Drive.Edit(edited, "three");
        lab.Drive.Edit(letter, "");
        (await lab.RunAsync("run", "backup")).Ended(0);
        foreach (var bucket in buckets)
        {
            Assert.Equal("three", Text(bucket, "g"));
            Assert.Contains(bucket.Contents.Values, content => content.Length == 3 && System.Text.Encoding.UTF8.GetString(content) == "one");
            Assert.Contains(bucket.Contents.Values, content => content.Length == 3 && System.Text.Encoding.UTF8.GetString(content) == "two");
            Assert.Contains("revision 2", System.Text.Encoding.UTF8.GetString(bucket.Contents["Letter.docx"]), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "N1")]
    [Trait("row", "D11")]
    public async Task A_plan_that_was_kept_is_applied_to_documents_whose_size_nobody_knew()
    {
        await using var lab = await DriveLab.MakeAsync();
        lab.Drive.AddDocument("Letter");
        lab.Drive.Add("f", "1");
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        (await lab.RunAsync("plan", "save", "-o", "plan.json")).Ended(0);
        (await lab.RunAsync("apply", "plan.json")).Ended(0);
        Assert.Contains("wordprocessingml", File.ReadAllText(lab.Copy("Letter.docx")), StringComparison.Ordinal);
        Assert.Equal("1", File.ReadAllText(lab.Copy("f")));
        var downloads = Downloads(lab);
        (await lab.RunAsync("run", "save")).Ended(0);
        Assert.Equal(downloads, Downloads(lab));
    }

    [Fact]
    [Trait("row", "D2")]
    public Task Changes_under_kills_arrive_in_two_buckets_once() => KillAsync(rounds: 5, changes: 400);

    [Fact]
    [Trait("row", "D2")]
    [Trait("lane", "long")]
    public Task Many_changes_under_kills_arrive_in_two_buckets_once() => KillAsync(rounds: 20, changes: 1000);

    private static async Task KillAsync(int rounds, int changes)
    {
        var (one, two) = (new FakeS3(TimeProvider.System), new FakeS3(TimeProvider.System));
        await using var first = await HandlerServer.StartAsync(one);
        await using var second = await HandlerServer.StartAsync(two);
        await using var lab = await DriveLab.MakeAsync(config: lab => $$"""
            stores:
              drive: { kind: google-drive, client: file:client.json, endpoint: "{{lab.Server.Address}}", rate: 1000, poll: 1s, parallel: 16 }
              one: { kind: s3, endpoint: "{{first.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret }
              two: { kind: s3, endpoint: "{{second.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret }
            jobs:
              cloud: { kind: copy, from: drive, to: [one, two], every: 5m, conflict: overwrite, max-overwrite: 100%, settle: 100ms }
            """);
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        var random = new Random(rounds);
        var (ids, expected) = (new List<(string Id, string Name)>(), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var round = 0; round < rounds; round++)
        {
            var daemon = await lab.StartDaemonAsync();
            for (var i = 0; i < changes; i++)
            {
                var content = $"{round}:{i}";
                if (ids.Count > 0 && random.Next(4) == 0)
                {
                    var (id, name) = ids[random.Next(ids.Count)];
                    lab.Drive.Edit(id, expected[name] = content);
                }
                else
                {
                    var name = $"f{ids.Count:d5}";
                    ids.Add((lab.Drive.Add(name, expected[name] = content), name));
                }
            }
            var goal = (round + 1) * changes / 3;
            await UntilAsync(daemon, () => one.Contents.Count > goal, $"round {round} to come some way");
            await daemon.KillAsync();
        }
        (await lab.RunAsync("run", "cloud")).Ended(0);
        // By its own requests, where it is installed.
        if (RcloneJudge.IsHere) foreach (var server in new[] { first, second }) Assert.Equal(RcloneJudge.Wanted(expected), RcloneJudge.Listed(server.Address, "key", "secret", "b", Path.Combine(lab.Directory, "rclone.conf")));
        foreach (var bucket in new[] { one, two })
        {
            var kept = bucket.Contents.Where(pair => !pair.Key.StartsWith(".holdfast/", StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => System.Text.Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal);
            Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), kept.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
        var downloads = Downloads(lab);
        (await lab.RunAsync("run", "cloud")).Ended(0);
        Assert.Equal(downloads, Downloads(lab));
    }

    private static string Text(FakeS3 bucket, string key) => System.Text.Encoding.UTF8.GetString(bucket.Contents[key]);

    private static int Downloads(DriveLab lab) => lab.Drive.Asked.Count(asked => asked.Contains("alt=media", StringComparison.Ordinal) || asked.Contains("/export?", StringComparison.Ordinal));

    private static int Lists(DriveLab lab) => lab.Drive.Asked.Count(asked => asked.Contains("q=trashed", StringComparison.Ordinal));

    private static Task UntilAsync(DaemonProcess daemon, Func<bool> condition, string what) => daemon.UntilAsync(() => Holds(condition), what, TimeSpan.FromMinutes(5));

    private static bool Holds(Func<bool> condition)
    {
        try { return condition(); }
        catch (IOException) { return false; }
    }

    /// <summary>Lets some downloads through, and holds the others until it is opened.</summary>
    private sealed class KillGate
    {
        private const int Let = 100;
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _downloads;

        public Task Reached => _reached.Task;

        public void Open() => _open.TrySetResult();

        public HttpMessageHandler Before(HttpMessageHandler server) => new Holding(server, this);

        private sealed class Holding(HttpMessageHandler server, KillGate gate) : DelegatingHandler(server)
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.RequestUri!.Query.Contains("alt=media", StringComparison.Ordinal) && Interlocked.Increment(ref gate._downloads) > Let)
                {
                    gate._reached.TrySetResult();
                    await gate._open.Task.WaitAsync(cancellationToken);
                }
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
