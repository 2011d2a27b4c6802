using Holdfast.Integration.S3;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Integration.Drive;

/// <summary>A Drive that keeps changing is backed up to two real servers by a daemon that is killed again and again; rclone, which knows nothing of us, judges what they hold.</summary>
[Trait("lane", "long")]
public sealed class DriveToCephTests(OldCeph old, NewCeph now, ITestOutputHelper output) : IClassFixture<OldCeph>, IClassFixture<NewCeph>
{
    private const int Rounds = 40;
    private const int Changes = 500;

    [Fact]
    [Trait("row", "D2")]
    [Trait("row", "D3")]
    [Trait("row", "D4")]
    [Trait("row", "N7")]
    public async Task Twenty_thousand_changes_arrive_once_at_two_servers_through_kills()
    {
        old.Need();
        now.Need();
        Assert.SkipUnless(RcloneJudge.IsHere, "rclone is not installed");
        var places = new[] { new S3Place(old), new S3Place(now) };
        foreach (var place in places) await (await place.OpenAsync()).DisposeAsync();
        await using var lab = await DriveLab.MakeAsync(config: lab => Configuration(lab, places));
        Assert.Equal(0, (await lab.SignInAsync()).Code);
        var seed = Faults.FaultCases.Seed(isLong: true);
        var chance = new Random(seed);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new List<(string Id, string Name)>();
        for (var round = 0; round < Rounds; round++)
        {
            var daemon = await lab.StartDaemonAsync();
            var goal = Downloads(lab) + chance.Next(1, Changes / 2);
            for (var i = 0; i < Changes; i++) Change(lab.Drive, chance, ids, expected, $"{round}:{i}:{new string('x', chance.Next(2_000))}");
            await daemon.UntilAsync(() => Downloads(lab) > goal, $"round {round} to come some way (HOLDFAST_SEED={seed})", TimeSpan.FromMinutes(2));
            await daemon.KillAsync();
        }

        (await lab.RunAsync("run", "cloud")).Ended(0);

        var downloads = Downloads(lab);
        output.WriteLine($"{Rounds * Changes} changes of {expected.Count} files, {Rounds} kills, {downloads} downloads (HOLDFAST_SEED={seed})");
        foreach (var place in places) Assert.Equal(RcloneJudge.Wanted(expected), RcloneJudge.Listed(place.Endpoint, S3Place.AccessKey, S3Place.SecretKey, $"{S3Place.Bucket}/{place.Prefix}", Path.Combine(lab.Directory, "rclone.conf")));
        // What a kill cut off is read again; what had arrived is not.
        Assert.InRange(downloads, expected.Count, Rounds * Changes + Rounds * 2 * 16);
        (await lab.RunAsync("run", "cloud")).Ended(0);
        Assert.Equal(downloads, Downloads(lab));
    }

    private static string Configuration(DriveLab lab, S3Place[] places) => $$"""
        stores:
          drive: { kind: google-drive, client: file:client.json, endpoint: "{{lab.Server.Address}}", rate: 1000, poll: 1s, parallel: 16 }
          old: {{Store(places[0])}}
          now: {{Store(places[1])}}
        jobs:
          cloud: { kind: backup, from: drive, to: [old, now], every: 5m, max-overwrite: none, settle: 100ms }
        """;

    private static string Store(S3Place place) =>
        $"{{ kind: s3, endpoint: \"{place.Endpoint}\", bucket: {S3Place.Bucket}, prefix: {place.Prefix}, path-style: true, access-key: {S3Place.AccessKey}, secret-key: {S3Place.SecretKey} }}";

    // Three in four are new files, the others new contents of files that are there.
    private static void Change(FakeDrive drive, Random chance, List<(string Id, string Name)> ids, Dictionary<string, string> expected, string content)
    {
        if (ids.Count > 0 && chance.Next(4) == 0)
        {
            var (id, name) = ids[chance.Next(ids.Count)];
            drive.Edit(id, expected[name] = content);
            return;
        }
        var made = $"f{ids.Count:d5}";
        ids.Add((drive.Add(made, expected[made] = content), made));
    }

    private static int Downloads(DriveLab lab) => lab.Drive.Asked.Count(asked => asked.Contains("alt=media", StringComparison.Ordinal));
}
