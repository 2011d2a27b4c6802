using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>What a configuration says of prices.</summary>
[Trait("row", "N14")]
public sealed class PricesTests
{
    [Fact]
    public void Prices_are_read_as_they_are_written()
    {
        var config = Reading.Good("stores:\n  aws: { kind: s3, bucket: b, region: eu-west-1, prices: { currency: EUR, put-1000: 0.005, get-1000: 0.0004, gb-month: 0.023, gb-in: 0, gb-out: 0.09 } }\n  own: { kind: s3, bucket: b, endpoint: \"http://s3.lan\" }\n");
        Assert.Equal(new PricesConfig { Currency = "EUR", Puts = 0.005m, Gets = 0.0004m, Month = 0.023m, In = 0, Out = 0.09m }, config.FindStore("aws")!.Prices);
        Assert.Null(config.FindStore("own")!.Prices);
    }

    [Theory]
    [InlineData("kind: s3, bucket: b, region: r, prices: { gb-month: -1 }", "stores.x.prices.gb-month", null)]
    [InlineData("kind: s3, bucket: b, region: r, prices: { gb-month: \"0,02\" }", "stores.x.prices.gb-month", "write a point, not a comma")]
    [InlineData("kind: s3, bucket: b, region: r, prices: { gb-month: 0.02 EUR }", "stores.x.prices.gb-month", null)]
    [InlineData("kind: s3, bucket: b, region: r, prices: { currency: eur }", "stores.x.prices.currency", "write it in capitals: EUR")]
    [InlineData("kind: rclone, remote: \"b2:x\", prices: { put-1000: 0.005 }", "stores.x.prices.put-1000", "remove it")]
    [InlineData("kind: local, path: /srv/x, prices: { gb-month: 0.005 }", "stores.x.prices", "remove it, or change the kind")]
    public void A_price_that_is_none_is_told(string store, string field, string? advice)
    {
        var error = Assert.Single(Reading.Load($"stores:\n  x: {{ {store} }}\n").Errors);
        Assert.Equal((field, advice), (error.Field, error.Advice));
    }
}
