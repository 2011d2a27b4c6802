using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Guarding;

public sealed class StoreGuardTests
{
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
    [InlineData("fs-b:/srv", "old", Other, true, "other-store")]
    public void A_store_must_be_the_one_it_was(string? knownUuid, string? knownFileSystem, string uuid, bool isNew, string? refusal) =>
        Assert.Equal(refusal, StoreGuard.Judge(new StoreFactsBefore(new StoreFacts("lab", "local", uuid, "fs", Fidelity.Full, isNew, "/srv"), knownUuid, knownFileSystem))?.Guard);
}
