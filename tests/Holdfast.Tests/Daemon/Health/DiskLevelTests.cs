using Holdfast.Daemon.Health;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Health;

public sealed class DiskLevelTests
{
    [Theory]
    [InlineData(50, null, "ok")]
    [InlineData(4.9, null, "warning")]
    [InlineData(0.9, null, "error")]
    [InlineData(5.2, "ok", "ok")]
    [InlineData(5.2, "warning", "warning")]
    [InlineData(5.6, "warning", "ok")]
    [InlineData(1.2, "warning", "warning")]
    [InlineData(1.2, "error", "error")]
    [InlineData(1.6, "error", "warning")]
    [InlineData(60, "error", "ok")]
    public void Room_that_hovers_at_a_threshold_is_judged_as_before(double percent, string? before, string level) =>
        Assert.Equal(level, DiskLevel.Of(new Capacity(1000, (long)(percent * 10), 0, 0), 1, before));

    [Fact]
    public void Whichever_is_scarcer_of_bytes_and_files_decides() => Assert.Equal("error", DiskLevel.Of(new Capacity(1000, 900, 1000, 3), 1));
}
