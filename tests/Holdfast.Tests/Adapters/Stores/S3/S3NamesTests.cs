using FsCheck;
using FsCheck.Fluent;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.S3;

public sealed class S3NamesTests
{
    [Fact]
    public void Any_name_comes_back_from_its_key() => Prop.ForAll<byte[]>(bytes =>
    {
        var name = bytes.Where(b => b is not (0 or (byte)'/')).ToArray();
        if (name.Length == 0 || !TreePath.IsValid(name)) return true;
        var keys = new KeyNames("some/prefix");
        var key = keys.Of(TreePath.FromBytes(name));
        return key.StartsWith("some/prefix/", StringComparison.Ordinal) && keys.NameOf(key).AsSpan().SequenceEqual(name);
    }).Check(Chance.Try());

    [Theory]
    [InlineData(0, "0.000000000")]
    [InlineData(1_700_000_000_123_456_789, "1700000000.123456789")]
    [InlineData(-1_500_000_001, "-1.500000001")]
    [InlineData(-1, "-0.000000001")]
    public void A_time_is_written_in_seconds_and_read_back(long nanoseconds, string text)
    {
        Assert.Equal(text, ObjectMetadata.Time(nanoseconds));
        Assert.Equal(nanoseconds, ObjectMetadata.Time(text));
    }

    [Theory]
    [InlineData("1700000000", 1_700_000_000_000_000_000)]
    [InlineData("1700000000.5", 1_700_000_000_500_000_000)]
    [InlineData("1700000000.1234567891", 1_700_000_000_123_456_789)]
    public void Times_of_other_tools_are_read(string text, long nanoseconds) => Assert.Equal(nanoseconds, ObjectMetadata.Time(text));

    [Fact]
    public void A_mode_is_written_so_that_rclone_and_s3fs_read_the_same()
    {
        var mode = ObjectMetadata.Of(new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = 0x180 })["mode"];
        Assert.Equal("0100600", mode);
        Assert.Equal(0x8180, ObjectMetadata.Mode(mode));
    }

    [Theory]
    [InlineData("0100640", 0x81A0)]
    [InlineData("33184", 0x81A0)]
    [InlineData("100640", 0x81A0)]
    [InlineData("16877", 0x41ED)]
    [InlineData("40755", 0x41ED)]
    [InlineData("120777", 0xA1FF)]
    [InlineData("41471", 0xA1FF)]
    [InlineData("rw-r--r--", 0)]
    [InlineData("99999999", 0)]
    [InlineData("77777777", 0)]
    [InlineData("", 0)]
    public void Modes_of_other_tools_are_read(string text, int mode) => Assert.Equal(mode, ObjectMetadata.Mode(text));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    [InlineData("1.x")]
    public void What_is_no_time_is_none(string text) => Assert.Null(ObjectMetadata.Time(text));

    [Theory]
    [InlineData("scaleway", null, "fr-par", "https://s3.fr-par.scw.cloud", false)]
    [InlineData(null, "http://127.0.0.1:9000", null, "http://127.0.0.1:9000", true)]
    [InlineData(null, "https://minio", null, "https://minio", true)]
    [InlineData("aws", null, "eu-west-1", "s3.eu-west-1.amazonaws.com", false)]
    public void An_endpoint_is_told_by_provider_region_or_url(string? provider, string? url, string? region, string shown, bool pathStyle)
    {
        var endpoint = S3Endpoint.Of(provider, url, region, null);
        Assert.Equal((shown, pathStyle), (endpoint.ToString(), endpoint.PathStyle));
    }

    [Theory]
    [InlineData(null, "127.0.0.1:9000", null)]
    [InlineData(null, "http://a/b", null)]
    [InlineData(null, "http://user:secret@a", null)]
    [InlineData(null, null, null)]
    [InlineData("nobody", null, "x")]
    public void What_leads_nowhere_is_no_endpoint(string? provider, string? url, string? region) => Assert.Throws<ArgumentException>(() => S3Endpoint.Of(provider, url, region, null));
}
