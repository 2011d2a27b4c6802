using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Jobs;

[Trait("row", "D8")]
public sealed class TriesTests
{
    private readonly TestTime _time = new();
    private readonly List<(DateTimeOffset At, Scope Scope)> _made = [];
    private readonly JobConfig _job = new() { Name = "backup", Kind = JobKind.Backup };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_may_pass_is_tried_five_times_with_waits_that_double()
    {
        var end = new Tries(_time, new Random(1)).RunAsync(_job, Scope.All, Fails(), Cancellation);
        var waits = new List<double>();
        for (var tried = 1; tried < 5; tried++)
        {
            await _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "a wait");
            waits.Add((_time.NextDue!.Value - _time.GetUtcNow()).TotalSeconds);
            _time.Advance(TimeSpan.FromSeconds(waits[^1]));
        }
        await Eventually.SoonAsync(end, "the tries to end");
        Assert.Equal(5, _made.Count);
        for (var i = 0; i < 4; i++) Assert.InRange(waits[i], 30 * Math.Pow(2, i) * 0.75, 30 * Math.Pow(2, i) * 1.25);
    }

    [Fact]
    public async Task Only_the_names_that_failed_are_looked_at_again()
    {
        var names = new[] { TreePath.From("a/f"), TreePath.From("b") };
        var end = new Tries(_time, new Random(1)).RunAsync(_job, Scope.All, Fails(once: true, names), Cancellation);
        await _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "a wait");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(RunState.Succeeded, (await end.WaitAsync(Eventually.Patience, Cancellation)).State);
        Assert.Equal(names, _made[1].Scope.Items!.Select(item => item.Path));
    }

    [Fact]
    public async Task What_stays_wrong_is_not_tried_again()
    {
        var run = await new Tries(_time, new Random(1)).RunAsync(_job, Scope.All, (scope, _) =>
        {
            _made.Add((_time.GetUtcNow(), scope));
            return Task.FromResult(Run(RunState.Partial));
        }, Cancellation);
        Assert.Equal((RunState.Partial, 1), (run.State, _made.Count));
    }

    [Fact]
    public void A_destination_that_cannot_be_reached_is_left_alone_for_longer_each_time_and_up_to_an_hour()
    {
        var breakers = new Breakers(_time);
        var rests = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            breakers.Ended(Run(RunState.Failed) with { MayPass = true, Message = "no answer" }, TimeSpan.FromSeconds(30));
            Assert.Contains("no answer", breakers.Resting("backup", "one"), StringComparison.Ordinal);
            Assert.Null(breakers.Resting("backup", "two"));
            var begun = _time.GetUtcNow();
            while (breakers.Resting("backup", "one") is not null) _time.Advance(TimeSpan.FromSeconds(30));
            rests.Add((_time.GetUtcNow() - begun).TotalSeconds);
        }
        Assert.Equal([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], rests);
        breakers.Ended(Run(RunState.Succeeded), TimeSpan.FromSeconds(30));
        breakers.Ended(Run(RunState.Failed) with { MayPass = true }, TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(breakers.Resting("backup", "one"));
    }

    private static RunRecord Run(RunState state) => new() { Id = "r", Job = "backup", Kind = "backup", Destination = "one", Started = DateTimeOffset.UnixEpoch, State = state };

    private Func<Scope, CancellationToken, Task<RunRecord>> Fails(bool once = false, IReadOnlyList<TreePath>? names = null) => (scope, _) =>
    {
        _made.Add((_time.GetUtcNow(), scope));
        return Task.FromResult(once && _made.Count > 1 ? Run(RunState.Succeeded) : Run(RunState.Partial) with { MayPass = true, Failing = names });
    };
}
