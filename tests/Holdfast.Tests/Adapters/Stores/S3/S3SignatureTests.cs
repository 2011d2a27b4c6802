using Holdfast.Adapters.Stores.S3;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>Signatures, held to the examples Amazon gives: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.</summary>
[Trait("row", "C5")]
public sealed class S3SignatureTests
{
    private const string Nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly S3Keys Keys = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
    private readonly S3Signature _signature = new("us-east-1");

    [Fact]
    public void Part_of_an_object_is_asked_for() =>
        Assert.EndsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", Sign("GET", "/test.txt", "", Nothing, ("range", "bytes=0-9")), StringComparison.Ordinal);

    [Fact]
    public void An_object_whose_name_has_a_dollar_is_written() =>
        Assert.EndsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", Sign("PUT", Of("test$file.text").PathOf("test$file.text"), "",
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")), StringComparison.Ordinal);

    [Fact]
    public void A_parameter_without_a_value_is_signed() =>
        Assert.EndsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", Sign("GET", "/", new S3Request(HttpMethod.Get, "").Ask("lifecycle").Query, Nothing), StringComparison.Ordinal);

    [Fact]
    public void Parameters_are_signed_in_order() =>
        Assert.EndsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", Sign("GET", "/", new S3Request(HttpMethod.Get, "").Ask("prefix", "J").Ask("max-keys", "2").Query, Nothing), StringComparison.Ordinal);

    [Fact]
    public void A_key_of_another_day_or_account_is_made_anew()
    {
        var first = Sign("GET", "/", "", Nothing);
        var other = _signature.Sign("GET", "/", "", Headers(Nothing, "20130525T000000Z"), Keys);
        Assert.NotEqual(first, other);
        Assert.NotEqual(first, _signature.Sign("GET", "/", "", Headers(Nothing, "20130524T000000Z"), Keys with { SecretKey = "another" }));
        Assert.Equal(first, Sign("GET", "/", "", Nothing));
    }

    [Theory]
    [InlineData("a b+c%d~e", "/a%20b%2Bc%25d~e")]
    [InlineData("é/*/'(!)", "/%C3%A9/%2A/%27%28%21%29")]
    [InlineData("a//b/./../c/", "/a//b/./../c/")]
    public void A_key_goes_over_the_line_as_it_is_signed(string key, string path)
    {
        Assert.Equal(path, Of("bucket").PathOf(key));
        Assert.Equal($"https://bucket.s3.us-east-1.amazonaws.com{path}?x=%20", Of("bucket").Of(path, "x=%20").AbsoluteUri);
    }

    [Theory]
    [InlineData("https://s3.fr-par.scw.cloud", false, "my-bucket", "https://my-bucket.s3.fr-par.scw.cloud/k")]
    [InlineData("https://s3.fr-par.scw.cloud", true, "my-bucket", "https://s3.fr-par.scw.cloud/my-bucket/k")]
    [InlineData("https://s3.fr-par.scw.cloud", false, "my.bucket", "https://s3.fr-par.scw.cloud/my.bucket/k")]
    [InlineData("https://s3.fr-par.scw.cloud", false, "My_Bucket", "https://s3.fr-par.scw.cloud/My_Bucket/k")]
    [InlineData("http://nas.home:9000", false, "my.bucket", "http://my.bucket.nas.home:9000/k")]
    [InlineData("http://[::1]:9000", null, "bucket", "http://[::1]:9000/bucket/k")]
    [InlineData("http://localhost", null, "bucket", "http://localhost/bucket/k")]
    public void A_bucket_stands_in_the_name_where_a_name_can_hold_it(string server, bool? pathStyle, string bucket, string address)
    {
        var place = S3Address.Of(S3Endpoint.Of(null, server, null, pathStyle), bucket);
        Assert.Equal(address, place.Of(place.PathOf("k"), "").AbsoluteUri);
    }

    [Theory]
    [InlineData("eu-west-1", "s3.eu-west-1.amazonaws.com")]
    [InlineData("cn-north-1", "s3.cn-north-1.amazonaws.com.cn")]
    public void A_region_says_where_its_server_is(string region, string host) => Assert.Equal($"bucket.{host}", S3Address.Of(S3Endpoint.Of(null, null, region, null), "bucket").Host);

    private static S3Address Of(string bucket) => S3Address.Of(S3Endpoint.Of(null, null, "us-east-1", null), bucket.Contains('$', StringComparison.Ordinal) ? "examplebucket" : bucket);

    private string Sign(string method, string path, string query, string hash, params (string Name, string Value)[] more) => _signature.Sign(method, path, query, Headers(hash, "20130524T000000Z", more), Keys);

    private static SortedDictionary<string, string> Headers(string hash, string stamp, params (string Name, string Value)[] more)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = "examplebucket.s3.amazonaws.com", ["x-amz-date"] = stamp, ["x-amz-content-sha256"] = hash };
        foreach (var (name, value) in more) headers[name] = value;
        return headers;
    }
}
