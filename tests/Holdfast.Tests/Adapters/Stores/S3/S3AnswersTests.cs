using System.Net;
using System.Text;
using System.Xml;
using Holdfast.Adapters.Stores.S3;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>Texts of servers, as they really come.</summary>
[Trait("row", "C5")]
public sealed class S3AnswersTests
{
    private const string Page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>PREFIX</Prefix><IsTruncated>true</IsTruncated>ENCODING
          <Contents><Key>a+b%2Bc%01</Key><LastModified>2026-11-22T08:05:28.123Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>5000000000</Size><Owner><ID>x</ID></Owner><StorageClass>STANDARD</StorageClass></Contents>
          <CommonPrefixes><Prefix>p</Prefix></CommonPrefixes><Contents><Size>0</Size><Key>z</Key></Contents>
        </ListBucketResult>
        """;

    [Theory]
    [InlineData("<EncodingType>url</EncodingType>", "a b+c\u0001")]
    [InlineData("", "a+b%2Bc%01")]
    public void A_page_is_read_whatever_else_it_says(string encoding, string key)
    {
        var (objects, more) = Read(Page.Replace("PREFIX", "p&#x1;", StringComparison.Ordinal).Replace("ENCODING", encoding, StringComparison.Ordinal));
        Assert.True(more);
        Assert.Equal([new ListedObject(key, 5_000_000_000, "abc", new DateTimeOffset(2026, 11, 22, 8, 5, 28, 123, TimeSpan.Zero)), new ListedObject("z", 0, "", DateTimeOffset.UnixEpoch)], objects);
    }

    [Fact]
    public void A_page_that_ends_early_is_none()
    {
        // The text that is no element is passed over.
        Assert.Equal(2, Read(Page).Objects.Count);
        for (var length = 0; length < Page.TrimEnd().Length; length++)
        {
            var part = Page[..length];
            Assert.Throws<XmlException>(() => Read(part));
        }
    }

    [Fact]
    public void Another_text_is_no_page() => Assert.Contains("'Error' came", Assert.Throws<XmlException>(() => Read("<Error><Code>SlowDown</Code></Error>")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_error_may_come_behind_blanks_and_under_a_status_that_says_all_is_well()
    {
        var refusal = S3RefusedException.In(S3Answers.Read("  \n<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>once more</Message></Error>"), HttpStatusCode.OK);
        Assert.Equal(("InternalError", "once more"), (refusal?.ErrorCode, refusal?.Message));
        Assert.Null(S3RefusedException.In(S3Answers.Read("<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"), HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("<html>bad gateway</html>", "")]
    [InlineData("", "")]
    [InlineData("<Error><Code>SlowDown</Code", "")]
    [InlineData("<Error><Code>SlowDown</Code></Error>", "SlowDown")]
    public async Task A_refusal_has_the_servers_word_where_it_gives_one(string body, string code)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Headers.TryAddWithoutValidation("Retry-After", "7");
        var refusal = await S3RefusedException.OfAsync(response, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, code, TimeSpan.FromSeconds(7)), (refusal.StatusCode, refusal.ErrorCode, refusal.RetryAfter));
    }

    private static (IReadOnlyList<ListedObject> Objects, bool More) Read(string page)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(page));
        return S3Page.Read(text);
    }
}
