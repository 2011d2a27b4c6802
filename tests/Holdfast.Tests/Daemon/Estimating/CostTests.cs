using Holdfast.Adapters;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Estimating;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Estimating;

[Trait("row", "N14")]
public sealed class CostTests
{
    private const long Giga = 1_000_000_000;

    private static readonly PlanShare Small = new(OperationKind.Create, false, false, 1, 2000, 3 * Giga);
    private static readonly PlanShare Changed = new(OperationKind.Replace, true, true, 1, 10, Giga);
    private static readonly PlanShare Read = new(OperationKind.Check, false, true, 1, 5, 2 * Giga);

    [Fact]
    public void A_bucket_is_asked_to_begin_to_list_and_for_each_file()
    {
        var load = StoreLoad.OfDestination([Small], 2500, readsBack: false, StoreCatalog.Requests("s3"));
        Assert.Equal(new RequestCount(Puts: 2000 + 3 + 4, Gets: 3, Deletes: 1), load.Requests);
        Assert.Equal((3 * Giga, 0, 3 * Giga), (load.Up, load.Down, load.Added));
    }

    [Fact]
    public void What_is_read_back_or_compared_comes_down_as_well()
    {
        var back = StoreLoad.OfDestination([Small], 0, readsBack: true, StoreCatalog.Requests("s3"));
        Assert.Equal((3 * Giga, 3 * Giga, 2003), (back.Up, back.Down, back.Requests!.Value.Gets));
        var compared = StoreLoad.OfDestination([Changed], 0, readsBack: false, StoreCatalog.Requests("s3"));
        Assert.Equal((Giga, Giga, 3 + 10 + 20), (compared.Up, compared.Down, compared.Requests!.Value.Gets));
        var check = StoreLoad.OfDestination([Read], 0, readsBack: false, StoreCatalog.Requests("s3"));
        Assert.Equal((0, 2 * Giga, 3 + 5), (check.Up, check.Down, check.Requests!.Value.Gets));
    }

    [Fact]
    public void A_source_is_read_and_never_written()
    {
        var load = StoreLoad.OfSource([Small, Read], 2500, StoreCatalog.Requests("s3"));
        Assert.Equal((0, 5 * Giga, 0), (load.Up, load.Down, load.Added));
        Assert.Equal(2005 + 3, load.Requests!.Value.Gets);
    }

    [Fact]
    public void A_large_file_is_read_with_its_hash_and_read_back_without()
    {
        var large = Changed with { Parts = 3 };
        Assert.Equal(3 + 10 * 2, StoreLoad.OfSource([large], 0, StoreCatalog.Requests("s3")).Requests!.Value.Gets);
        var plain = StoreLoad.OfDestination([large with { Compares = false }], 0, readsBack: false, StoreCatalog.Requests("s3")).Requests!.Value.Gets;
        Assert.Equal(plain + 10 * 2, StoreLoad.OfDestination([large], 0, readsBack: false, StoreCatalog.Requests("s3")).Requests!.Value.Gets);
        Assert.Equal(plain + 10, StoreLoad.OfDestination([large with { Compares = false }], 0, readsBack: true, StoreCatalog.Requests("s3")).Requests!.Value.Gets);
    }

    [Fact]
    public void A_disk_has_no_requests_but_bytes()
    {
        var load = StoreLoad.OfDestination([Small], 2500, readsBack: false, StoreCatalog.Requests("local"));
        Assert.Null(load.Requests);
        Assert.Equal(3 * Giga, load.Up);
    }

    public static TheoryData<string, object, PricesConfig, decimal?, decimal?> Table => new()
    {
        { "requests", Load(puts: 10_000, gets: 5_000), new PricesConfig { Puts = 0.005m, Gets = 0.0004m }, 0.052m, null },
        { "deleting is free", new StoreLoad(new RequestCount(Deletes: 1_000_000), 0, 0, 0), new PricesConfig { Puts = 0.005m, Gets = 0.0004m }, 0, null },
        { "what comes out", Load(down: 10 * Giga), new PricesConfig { Out = 0.09m }, 0.9m, null },
        { "what goes in", Load(up: 10 * Giga), new PricesConfig { In = 0.01m }, 0.1m, null },
        { "a month of what is added", Load(up: 5 * Giga, added: 5 * Giga), new PricesConfig { Month = 0.02m }, null, 0.1m },
        { "all together", Load(1000, 1000, Giga, Giga, Giga), new PricesConfig { Puts = 1, Gets = 2, In = 4, Out = 8, Month = 16 }, 15, 16 },
        { "requests that are not counted cost nothing we know of", new StoreLoad(null, 0, Giga, 0), new PricesConfig { Puts = 1, Gets = 1 }, null, null },
        { "nothing said, nothing told", Load(1, 1, 1, 1, 1), new PricesConfig(), null, null },
    };

    [Theory, MemberData(nameof(Table))]
    public void A_load_costs_what_its_prices_say(string what, object load, PricesConfig prices, decimal? once, decimal? monthly) =>
        Assert.Equal((what, new Costs(once, monthly)), (what, Costs.Of((StoreLoad)load, prices)));

    private static StoreLoad Load(long puts = 0, long gets = 0, long up = 0, long down = 0, long added = 0) => new(new RequestCount(puts, gets), up, down, added);
}
