using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

/// <summary>What is kept of who changed what.</summary>
[Trait("row", "D13")]
public sealed class AuditTests : StateFixture
{
    [Fact]
    public async Task What_is_old_goes_and_of_what_is_too_much_the_oldest()
    {
        for (var day = 10; day >= 1; day--) await Db.Access.NoteAsync(new AuditRecord(0, Now.AddDays(-day), "ada", "socket", $"day {day}", "", "200", null), Cancellation);

        Assert.Equal(3, await Db.Access.PruneAuditAsync(Now.AddDays(-7), 100, Cancellation));
        Assert.Equal(2, await Db.Access.PruneAuditAsync(Now.AddDays(-30), 5, Cancellation));
        Assert.Equal(0, await Db.Access.PruneAuditAsync(Now.AddDays(-30), 5, Cancellation));

        Assert.Equal(["day 1", "day 2", "day 3", "day 4", "day 5"], (await Db.Access.AuditAsync(null, 100, Cancellation)).Select(one => one.Action));
    }
}
