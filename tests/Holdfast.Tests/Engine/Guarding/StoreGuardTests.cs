using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Guarding;

public sealed class StoreGuardTests
{
    [Fact]
    public void A_source_that_gets_its_marker_when_it_is_first_changed_stays_the_same_store() =>
        Assert.Null(StoreGuard.Judge(new StoreFactsBefore(Facts("9d2c", "disk-1", isNew: true), "fs-27f0", "disk-1", 0)));

    [Fact]
    [Trait("row", "N2")]
    public void A_source_without_a_marker_is_refused_when_another_file_system_lies_there() =>
        Assert.Equal("marker-missing", StoreGuard.Judge(new StoreFactsBefore(Facts("9d2c", "disk-2", isNew: true), "fs-27f0", "disk-1", 0))?.Guard);

    [Fact]
    [Trait("row", "N2")]
    public void A_store_whose_marker_vanished_is_refused_even_on_the_same_file_system() =>
        Assert.Equal("marker-missing", StoreGuard.Judge(new StoreFactsBefore(Facts("9d2c", "disk-1", isNew: true), "71aa", "disk-1", 0))?.Guard);

    private static StoreFacts Facts(string uuid, string fileSystem, bool isNew) => new("lab", "local", uuid, fileSystem, Fidelity.Full, isNew, "/srv/lab");
}
