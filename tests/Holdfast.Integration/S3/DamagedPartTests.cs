using System.Security.Cryptography;
using Holdfast.Integration.Cli;
using Holdfast.Integration.Drive;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Integration.S3;

/// <summary>What a bucket holds rots, and nobody tells.</summary>
[Trait("lane", "slow")]
[Trait("row", "C5")]
public sealed class DamagedPartTests
{
    [Fact]
    public async Task A_check_tells_in_which_part_of_a_large_object_the_damage_lies()
    {
        var bucket = new FakeS3(TimeProvider.System);
        await using var s3 = await HandlerServer.StartAsync(bucket);
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              cloud: { kind: s3, endpoint: "{{s3.Address}}", bucket: b, path-style: true, access-key: key, secret-key: secret, part-size: 5M }
            jobs:
              copy: { kind: copy, from: lab, to: [cloud] }
            """, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(lab.Source("model"), RandomNumberGenerator.GetBytes(12 << 20), TestContext.Current.CancellationToken);
        (await lab.RunAsync("run")).Ended(0);
        (await lab.RunAsync("verify", "--read")).Ended(0);

        bucket.Rot("model", 7 << 20);

        (await lab.RunAsync("verify", "--read")).Ended(1);
        Assert.Contains("the first difference lies in bytes 5242880 to 10485759", (await lab.RunAsync("findings")).Output, StringComparison.Ordinal);
    }
}
