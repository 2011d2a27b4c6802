using Holdfast.Adapters.Networking;

namespace Holdfast.Tests.Adapters.Networking;

public sealed class RetryAfterTests
{
    [Theory]
    [Trait("row", "D4")]
    [InlineData("120", null, 120.0)]
    [InlineData("0", null, 0.0)]
    [InlineData("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0)]
    [InlineData("Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 0.0)]
    [InlineData("Wed, 21 Oct 2026 07:28:30 GMT", null, null)]
    [InlineData("soon", "Wed, 21 Oct 2026 07:28:00 GMT", null)]
    [InlineData("-5", null, null)]
    [InlineData(null, null, null)]
    public void Seconds_and_moments_of_the_servers_clock_are_understood(string? said, string? now, double? seconds) => Assert.Equal(seconds, RetryAfter.Read(said, now)?.TotalSeconds);
}
