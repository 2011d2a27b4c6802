using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Cli;
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
    [Trait("row", "D4")]
    public async Task A_bucket_in_the_name_of_the_server_is_the_one_in_the_path()
    {
        const int part = 5 << 20;
        const string odd = "a b+ä%2F..~";
        var asked = new ConcurrentBag<string>();
        var content = new byte[part + 1];
        new Random(1).NextBytes(content);
        await using var inPath = await _place.OpenAsync();
        await using var inName = await _place.OpenAsync(_place.InName(asked) with { PartSize = part });

        var small = (await inName.WriteAsync(new WriteRequest { Wanted = FileEntry(odd), Content = new BytesReader("small"u8.ToArray()) }, Cancellation)).Entry;
        var large = (await inName.WriteAsync(new WriteRequest { Wanted = FileEntry("large"), Content = new BytesReader(content) }, Cancellation)).Entry;
        large = await inName.MoveAsync(large, TreePath.From("moved"), Cancellation);

        Assert.Equal("small"u8.ToArray(), await ReadBytes(inPath, small, 100));
        Assert.Equal(content, await ReadBytes(inPath, large, 1 << 20));
        Assert.Equal(content, await ReadBytes(inName, large, 1 << 20));
        Assert.Equal(await FilesAsync(inPath), await FilesAsync(inName));
        await inName.DiscardAsync(small, "run", Cancellation);
        Assert.Equal(["moved"], await FilesAsync(inPath));
        Assert.Equal([$"{S3Place.Bucket}.{S3Place.ServerName}"], asked.Distinct());
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

    /// <summary>Paths of all files of a store.</summary>
    protected static async Task<IReadOnlyList<string>> FilesAsync(IStore store) =>
        [.. (await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation)).Where(entry => entry.IsFile).Select(entry => entry.Path.ToString())];
}

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class NewServerContractTests(NewCeph server) : S3ContractTests(server), IClassFixture<NewCeph>;

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class OldServerContractTests(OldCeph server) : S3ContractTests(server), IClassFixture<OldCeph>
{
    private const string Secret = "AWS_SECRET_ACCESS_KEY=" + S3Place.SecretKey;
    private const string Key = "AWS_ACCESS_KEY_ID=" + S3Place.AccessKey;
    private readonly OldCeph _server = server;

    [Fact]
    public async Task Keys_are_found_where_the_tools_of_AWS_look_for_them()
    {
        using var lab = await LabAsync();
        lab.Write("f", "content");
        (await RunAsync(lab, Key, Secret)).Ended(0);

        Directory.CreateDirectory(Path.Combine(lab.Directory, ".aws"));
        await File.WriteAllTextAsync(Path.Combine(lab.Directory, ".aws", "credentials"), $"[default]\naws_access_key_id = {S3Place.AccessKey}\naws_secret_access_key = {S3Place.SecretKey}\n", Cancellation);
        lab.Write("f", "other content");
        (await RunAsync(lab)).Ended(0);

        await File.WriteAllTextAsync(Path.Combine(lab.Directory, ".aws", "credentials"), $"[work]\naws_access_key_id = {S3Place.AccessKey}\naws_secret_access_key = {S3Place.SecretKey}\n", Cancellation);
        lab.Write("f", "content again");
        (await RunAsync(lab, "AWS_PROFILE=work")).Ended(0);
    }

    [Fact]
    [Trait("row", "D4")]
    public async Task A_bucket_is_found_in_the_name_of_its_server_when_the_configuration_says_so()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: the program is given names of its own");
        var place = new S3Place(_server);
        using var lab = await LabAsync(place, $"endpoint: \"{place.NamedEndpoint}\", path-style: false");
        var names = Path.Combine(lab.Directory, "hosts");
        await File.WriteAllTextAsync(names, $"127.0.0.1 localhost {S3Place.Bucket}.{S3Place.ServerName}\n", Cancellation);
        lab.Write("d/a b+ä", "content");

        (await RunAsync(lab, Key, Secret, "/usr/bin/unshare", "--mount", "/bin/sh", "-ec", "mount --bind \"$0\" /etc/hosts; exec \"$@\"", names)).Ended(0);

        await using var inPath = await place.OpenAsync();
        Assert.Equal(["d/a b+ä"], await FilesAsync(inPath));
    }

    [Fact]
    public async Task Keys_that_are_wrong_or_nowhere_are_told_in_a_line()
    {
        using var lab = await LabAsync();
        var wrong = (await RunAsync(lab, Key, "AWS_SECRET_ACCESS_KEY=guessed")).Ended(6);
        Assert.Contains("the server does not accept our keys (SignatureDoesNotMatch)", wrong.Output + wrong.Error, StringComparison.Ordinal);

        var nowhere = (await RunAsync(lab, "AWS_PROFILE=gone")).Ended(6);
        Assert.Contains("no keys were found: not as access-key and secret-key of the store, nor as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor as profile 'gone' (AWS_PROFILE)", nowhere.Output + nowhere.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\\x0a", nowhere.Output + nowhere.Error, StringComparison.Ordinal);
    }

    private async Task<Lab> LabAsync(S3Place? place = null, string? address = null)
    {
        place ??= new S3Place(_server);
        await (await place.OpenAsync()).DisposeAsync();
        var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              own: { kind: s3, {{address ?? $"endpoint: \"{place.Endpoint}\", path-style: true"}}, bucket: {{S3Place.Bucket}}, prefix: {{place.Prefix}} }
            jobs:
              copy: { kind: copy, from: lab, to: [own], max-overwrite: none, settle: 100ms }
            """, Cancellation);
        return lab;
    }

    // Nothing of the environment of whoever runs the tests, nor of the machine's role.
    private static Task<Answer> RunAsync(Lab lab, params string[] variables) => lab.StartAsync("/usr/bin/env",
        ["-i", $"HOME={lab.Directory}", "PATH=/usr/bin:/bin", "NO_COLOR=1", "AWS_EC2_METADATA_DISABLED=true", .. variables, Lab.Executable, "run", "copy", "--config", lab.ConfigFile, "--state", lab.StateDirectory]);
}
