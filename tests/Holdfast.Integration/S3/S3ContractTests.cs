using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Hostile;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.S3;

/// <summary>What every store promises, on a real server.</summary>
public abstract class S3ContractTests(CephServer server) : StoreContract
{
    private readonly S3Place _place = new(server);

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();

    [Fact]
    public async Task What_goes_up_or_is_moved_in_parts_arrives_whole_and_is_known_again()
    {
        const int part = 5 << 20;
        var content = new byte[part + 100_000];
        new Random(1).NextBytes(content);
        await using var store = await _place.OpenAsync(_place.Options with { PartSize = part, LargestCopy = part });
        var written = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("large"), Content = new BytesReader(content) }, Cancellation)).Entry;
        Assert.Equal(written.Inode, (await store.StatAsync(written.Path, Cancellation))!.Inode);
        var moved = await store.MoveAsync(written, TreePath.From("moved"), Cancellation);
        Assert.Equal(moved.Inode, (await store.StatAsync(moved.Path, Cancellation))!.Inode);
        Assert.Equal(content, await ReadBytes(store, moved, 1 << 20));
    }

    [Fact]
    [Trait("row", "C5")]
    public async Task What_was_made_of_parts_bears_its_hash_for_readers_that_know_nothing_of_it()
    {
        const int part = 5 << 20;
        await using var store = await _place.OpenAsync(_place.Options with { PartSize = part });
        var written = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("large"), Content = new BytesReader(new byte[part + 1]) }, Cancellation)).Entry;
        await using var other = await _place.OpenAsync(_place.Options with { Writable = false });
        Assert.Equal(part + 1, (await ReadBytes(other, written, 1 << 20)).Length);

        using var client = _place.Client();
        await client.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = S3Place.Bucket, Key = $"{_place.Prefix}/large", Tagging = new Tagging { TagSet = [new Tag { Key = "sha256", Value = new string('0', 64) }] } }, Cancellation);
        var error = await Assert.ThrowsAsync<StoreException>(() => ReadBytes(other, written, 1 << 20));
        Assert.Contains("the hash it bears is another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rclone_brings_files_back_with_their_modes_and_times()
    {
        await using var store = await _place.OpenAsync();
        Assert.SkipUnless(Shell.Try("rclone version").Code == 0, "rclone is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: owners are brought back too");
        var wanted = new[] { (Name: "own", Mode: 0x180), (Name: "tool", Mode: 0x1ED), (Name: "shared", Mode: 0x1B0) };
        foreach (var (name, mode) in wanted) await store.WriteAsync(new WriteRequest { Wanted = FileEntry(name) with { Mode = mode }, Content = new BytesReader(new byte[] { 1 }) }, Cancellation);
        using var back = new TempDirectory();
        var remote = $":s3,provider=Ceph,endpoint='{_place.Endpoint}',access_key_id={S3Place.AccessKey},secret_access_key={S3Place.SecretKey}:{S3Place.Bucket}/{_place.Prefix}";

        Shell.Run("env -i PATH=\"$PATH\" rclone --config \"$3\" copy -M --exclude '/.holdfast/**' \"$1\" \"$2\"", remote, back.Path, Path.Combine(back.Path, "rclone.conf"));

        foreach (var (name, mode) in wanted)
        {
            var file = Path.Combine(back.Path, name);
            Assert.Equal((name, (UnixFileMode)mode), (name, File.GetUnixFileMode(file)));
            Assert.Equal(DateTime.UnixEpoch.AddTicks(FileEntry(name).Mtime / 100), File.GetLastWriteTimeUtc(file));
        }
    }

    [Fact]
    public async Task In_a_locked_bucket_all_works_and_what_was_removed_is_still_held()
    {
        var bucket = $"locked-{_place.Prefix}";
        const int part = 5 << 20;
        using var client = _place.Client();
        server.Need();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, ObjectLockEnabledForBucket = true }, Cancellation);
        await client.PutObjectLockConfigurationAsync(new PutObjectLockConfigurationRequest
        {
            BucketName = bucket,
            ObjectLockConfiguration = new ObjectLockConfiguration { ObjectLockEnabled = ObjectLockEnabled.Enabled, Rule = new ObjectLockRule { DefaultRetention = new DefaultRetention { Mode = ObjectLockRetentionMode.Compliance, Days = 1 } } },
        }, Cancellation);
        await using var store = await S3Store.OpenAsync("bucket", _place.Options with { Bucket = bucket, PartSize = part }, Cancellation);
        await using var held = await store.TryLockAsync(Cancellation);
        Assert.NotNull(held);
        var found = new List<Finding>();
        await foreach (var finding in store.ProbeAsync(Cancellation)) found.Add(finding);
        Assert.DoesNotContain(found, finding => finding.Severity == Severity.Error);
        Assert.Contains("COMPLIANCE, 1 day)", found.Single(finding => finding.Code == "object-lock").Message, StringComparison.Ordinal);

        var first = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Content = new BytesReader("first"u8.ToArray()) }, Cancellation)).Entry;
        var second = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Replaces = first, Content = new BytesReader("second"u8.ToArray()) }, Cancellation)).Entry;
        await store.WriteAsync(new WriteRequest { Wanted = FileEntry("large"), Content = new BytesReader(new byte[part + 1]) }, Cancellation);
        var kept = await store.DiscardAsync(second, "run", Cancellation);
        Assert.Null(await store.StatAsync(second.Path, Cancellation));
        await store.RecoverAsync(kept, second.Path, Cancellation);
        Assert.Equal("second"u8.ToArray(), await ReadBytes(store, (await store.StatAsync(second.Path, Cancellation))!, 100));
        await store.DiscardAsync((await store.StatAsync(second.Path, Cancellation))!, "run", Cancellation);
        await store.SweepAsync(DateTimeOffset.MaxValue, 0, Cancellation);

        var versions = (await client.ListVersionsAsync(bucket, $"{_place.Prefix}/f", Cancellation)).Versions.Where(version => version.IsDeleteMarker != true).ToArray();
        Assert.Equal(3, versions.Length);
        foreach (var version in versions)
        {
            var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.DeleteObjectAsync(bucket, version.Key, version.VersionId, Cancellation));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }
}

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class NewServerContractTests(NewCeph server) : S3ContractTests(server), IClassFixture<NewCeph>;

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class OldServerContractTests(OldCeph server) : S3ContractTests(server), IClassFixture<OldCeph>;
