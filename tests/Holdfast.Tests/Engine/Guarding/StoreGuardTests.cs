using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Guarding;

public sealed class StoreGuardTests
{
<<<<<<< HEAD
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
=======
    private const string Marker = "7b1f0c1e-3a52-4f5e-9d55-0a4f7a1b2c3d";
    private const string Other = "00000000-3a52-4f5e-9d55-0a4f7a1b2c3d";

    [Theory]
    [Trait("row", "N2")]
    [InlineData(null, null, Other, true, null)]
    [InlineData(Marker, "fs", Marker, false, null)]
    [InlineData(Marker, "fs", Other, true, "marker-missing")]
    [InlineData(Marker, "fs", "fs-a:/srv", false, "marker-missing")]
    [InlineData(Marker, "fs", Other, false, "other-store")]
    [InlineData("fs-a:/srv", "fs", Marker, false, null)]
    [InlineData("fs-a:/srv", "fs", Other, true, null)]
    [InlineData("fs-b:/srv", "old", "fs-a:/srv", false, "other-store")]
    public void A_store_must_be_the_one_it_was(string? knownUuid, string? knownFileSystem, string uuid, bool isNew, string? refusal) =>
        Assert.Equal(refusal, StoreGuard.Judge(new StoreFactsBefore(new StoreFacts("lab", "local", uuid, "fs", Fidelity.Full, isNew, "/srv"), knownUuid, knownFileSystem))?.Guard);
>>>>>>> eb061fd (Judge a store before it is written to, and forget one that was replaced on purpose)
}
