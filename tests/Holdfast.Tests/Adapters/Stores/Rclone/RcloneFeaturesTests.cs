using System.Text.Json;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

public sealed class RcloneFeaturesTests
{
    [Fact]
    [Trait("row", "D12")]
    public void What_a_remote_says_of_itself_is_what_it_is_taken_for()
    {
        var disk = Read("""{"Features":{"Move":true,"About":true,"CanHaveEmptyDirectories":true,"SlowHash":true,"PutStream":true,"BucketBased":false},"Hashes":["md5","sha256"],"Precision":1}""");
        Assert.Equal(new RcloneFeatures { Moves = true, TellsRoom = true, HasDirectories = true, Streams = true, Grain = 1_000_000_000 }, disk);
        var bucket = Read("""{"Features":{"Copy":true,"BucketBased":true,"CaseInsensitive":true},"Hashes":["md5","sha1"],"Precision":60000000000}""");
        Assert.Equal(new RcloneFeatures { Moves = true, HasObjects = true, IgnoresCase = true, Hash = "sha1", Grain = 60_000_000_000 }, bucket);
        Assert.Equal(new Fidelity { MtimeGrain = 60_000_000_000 }, bucket.Fidelity);
    }

    [Theory]
    [InlineData("""{"Features":{},"Hashes":[],"Precision":3153600000000000000}""")]
    [InlineData("""{"Features":{},"Hashes":null}""")]
    public void A_remote_that_keeps_no_times_is_not_asked_for_them(string answer) => Assert.Equal(new RcloneFeatures(), Read(answer));

    [Fact]
    public void A_hash_that_we_cannot_compute_still_tells_versions_apart() =>
        Assert.Equal("quickxor", Read("""{"Features":{},"Hashes":["quickxor"],"Precision":1}""").Hash);

    [Theory]
    [InlineData("rclone v1.60.1-DEV\n- os/version: debian 12.11 (64 bit)", "1.60.1")]
    [InlineData("rclone v1.74.0\n", "1.74.0")]
    [InlineData("rclone v1.61-beta", "1.61")]
    [InlineData("something else v1.60.1", null)]
    public void The_version_is_read_from_what_it_says(string said, string? version) => Assert.Equal(version, RcloneVersion.Parse(said)?.ToString());

    [Fact]
    public void An_entry_is_what_the_listing_tells()
    {
        using var json = JsonDocument.Parse("""{"Path":"d/f","Name":"f","Size":5,"ModTime":"2025-01-01T01:00:00.000000005+01:00","IsDir":false,"Hashes":{"md5":"ABC"}}""");
        var item = RcloneItem.Read(json.RootElement, "md5");
        Assert.Equal(new RcloneItem("f", false, 5, 1_735_689_600_000_000_005, "abc"), item);
        var entry = item.ToEntry(TreePath.From("d/f"));
        Assert.Equal((5, 1_735_689_600_000_000_005, false), (entry.Size, entry.Mtime, entry.IsSizeUnknown));
        Assert.NotEqual(0UL, entry.Inode);
        Assert.True(RcloneItem.IsStill(entry, entry with { Mtime = entry.Mtime + 1 }, 1_000_000_000), "less than the grain was taken for a change");
        Assert.False(RcloneItem.IsStill(entry, entry with { Inode = entry.Inode + 1 }, 0), "another content was taken for the same");
        Assert.False(RcloneItem.IsStill(entry, entry with { Size = 6 }, 0), "another size was taken for the same");
    }

    private static RcloneFeatures Read(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        return RcloneFeatures.Read(json.RootElement);
    }
}
