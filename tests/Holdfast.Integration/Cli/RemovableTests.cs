using System.Text.Json;
using Holdfast.Integration.Faults;
using Holdfast.Integration.Hostile;
using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>A disk that is plugged in and out, by the built program.</summary>
[Trait("row", "C4")]
[Trait("lane", "slow")]
public sealed class RemovableTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_is_away_is_waited_for_and_catches_up_and_another_in_its_place_is_refused()
    {
        Assert.SkipUnless(Posix.IsRoot, "needs root, to mount");
        using var lab = new Lab();
        using var disks = new Disks(lab);
        await disks.ConfigureAsync("""
              out:   { kind: copy, from: lab, to: [usb, nas], every: 1s, watch: off }
              check: { kind: verify, from: lab, to: usb, every: 1s }
            """);
        lab.Write("one.txt", "one");
        disks.Mount("disk");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => File.Exists(disks.In("usb/one.txt")), "the first run");

        disks.Unmount();
        lab.Write("two.txt", "two");
        await daemon.UntilAsync(() => File.Exists(disks.In("nas/two.txt")), "the store that is there to be served");
        var (row, check) = await StandingAsync(lab, "check", "waiting");
        Assert.Equal("waiting", check.GetProperty("state").GetString());
        Assert.StartsWith("store usb is away since ", check.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("absent", row.GetProperty("stores").EnumerateArray().Single(store => store.GetProperty("name").GetString() == "usb").GetProperty("state").GetString());
        Assert.StartsWith("Your data is safe", row.GetProperty("summary").GetString(), StringComparison.Ordinal);
        var byHand = (await lab.RunAsync("run", "out", "--json")).Ended(6).Rows("run");
        Assert.Equal(["waiting", "succeeded"], byHand.Select(run => run.GetProperty("state").GetString()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(disks.In("usb")));

        disks.Mount("disk");
        lab.Write("three.txt", "three");
        await daemon.UntilAsync(() => File.Exists(disks.In("usb/three.txt")), "the disk to catch up");
        Assert.Equal("two", await File.ReadAllTextAsync(disks.In("usb/two.txt"), Cancellation));
        Assert.Equal(0, await daemon.TerminateAsync());
        Assert.DoesNotContain((await lab.RunAsync("history", "--json")).Ended(0).Rows("run"), run => run.GetProperty("state").GetString() is "failed" or "partial");

        disks.Unmount();
        disks.Mount("other");
        Shell.Run("""mkdir -m 700 "$1/.holdfast" && echo '{"version": 1, "uuid": "0f7a2e64-7c1b-4e0a-9f43-2d1f6f4a7b11", "made": "2026-01-01T00:00:00Z"}' > "$1/.holdfast/marker" """, disks.In("usb"));
        lab.Write("four.txt", "four");
        Assert.Contains("another store than the one seen before", (await lab.RunAsync("run", "out")).Ended(6).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(disks.In("usb/four.txt")), "another disk was written");
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task A_disk_that_is_pulled_out_in_mid_run_interrupts_the_run_and_loses_nothing()
    {
        Assert.SkipWhen(FileSystemImage.WhyNot("ext4") is not null, FileSystemImage.WhyNot("ext4") ?? "");
        using var lab = new Lab();
        using var disk = new FileSystemImage("ext4", lab.Directory);
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              usb: { kind: local, path: {{disk.Path}}, removable: true }
            jobs:
              out: { kind: copy, from: lab, to: usb, bandwidth: 500k, batch: 1 }
            """, Cancellation);
        for (var i = 0; i < 8; i++) lab.Write($"f{i}", new string((char)('a' + i), 1_000_000));
        var news = new Eventually();
        using var watcher = new FileSystemWatcher(disk.Path) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => news.Notify();
        watcher.Created += (_, _) => news.Notify();

        var running = lab.RunAsync("run", "out", "--json");
        await news.UntilAsync(() => File.Exists(Path.Combine(disk.Path, "f0")) || File.Exists(Path.Combine(disk.Path, "f1")), "a first file");
        FileSystemImage.CutPower(disk.Path);
        Shell.Run("umount -l \"$1\"", disk.Path);

        var run = Assert.Single((await running).Ended(6).Rows("run"));
        Assert.Equal("cancelled", run.GetProperty("state").GetString());
        Assert.StartsWith("interrupted: store usb is away", run.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty((await lab.RunAsync("findings", "--json")).Ended(0).Rows("finding"));

        watcher.EnableRaisingEvents = false;
        disk.Mount();
        await File.WriteAllTextAsync(lab.ConfigFile, (await File.ReadAllTextAsync(lab.ConfigFile, Cancellation)).Replace("bandwidth: 500k, ", "", StringComparison.Ordinal), Cancellation);
        (await lab.RunAsync("run", "out")).Ended(0);
        for (var i = 0; i < 8; i++) Assert.Equal(await File.ReadAllTextAsync(lab.Source($"f{i}"), Cancellation), await File.ReadAllTextAsync(Path.Combine(disk.Path, $"f{i}"), Cancellation));
        (await lab.RunAsync("verify", "--read")).Ended(0);
    }

    // How things stand once a job stands so. Each second it is seen to run for the moment it takes to find the store away.
    private static async Task<(JsonElement Row, JsonElement Job)> StandingAsync(Lab lab, string name, string state)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            var row = Assert.Single((await lab.RunAsync("status", "--json")).Ended(0).Rows("status"));
            var job = row.GetProperty("jobs").EnumerateArray().Single(job => job.GetProperty("name").GetString() == name);
            if (job.GetProperty("state").GetString() == state || TimeProvider.System.GetElapsedTime(since) > Eventually.Patience) return (row, job);
        }
    }

    /// <summary>Directories that are mounted in the place of a store, as disks are.</summary>
    private sealed class Disks : IDisposable
    {
        private readonly Lab _lab;

        public Disks(Lab lab)
        {
            _lab = lab;
            foreach (var name in new[] { "disk", "other", "usb", "nas" }) Directory.CreateDirectory(In(name));
        }

        public string In(string name) => Path.Combine(_lab.Directory, name);

        public Task ConfigureAsync(string jobs) => File.WriteAllTextAsync(_lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{_lab.Source("")}} }
              usb: { kind: local, path: {{In("usb")}}, removable: true }
              nas: { kind: local, path: {{In("nas")}} }
            jobs:
            {{jobs}}
            """, Cancellation);

        public void Mount(string disk) => Shell.Run("mount --bind \"$1\" \"$2\"", In(disk), In("usb"));

        public void Unmount() => Shell.Run("umount -l \"$1\"", In("usb"));

        public void Dispose() => Shell.Run("while umount -l \"$1\" 2>/dev/null; do :; done", In("usb"));
    }
}
