using Holdfast.Engine.Model;

namespace Holdfast.Tests.State;

public sealed class PairingTests : StateFixture
{
    // '-name:inode' vanished, '~name:inode' vanished and stays in the destination, '+name:inode' appeared; 'L' behind it: the object has two names; 's' or 't': another size or time.
    [Theory]
    [InlineData("-a:1 +b:1", "Move b<a")]
    [InlineData("+a:1 -b:1", "Move a<b")]
    [InlineData("-a:1 +b:2", "Remove a, Create b")]
    [InlineData("-a:1 +b:1s", "Remove a, Create b")]
    [InlineData("-a:1 +b:1t", "Remove a, Create b")]
    [InlineData("-a:0 +b:0", "Remove a, Create b")]
    [InlineData("-a:1 -b:1 +c:1", "Remove b, Remove a, Create c")]
    [InlineData("-a:1 +b:1L +c:1L", "Move b<a, Link c<b")]
    [InlineData("-a:1 -d:1 +b:1L +c:1L", "Remove d, Remove a, Create b, Link c<b")]
    [InlineData("~a:1 +b:1", "Move b<a")]
    [InlineData("~a:1 +b:2", "Create b, Vacate a")]
    [InlineData("~a:1 -b:1 +c:1", "Remove b, Create c, Vacate a")]
    [InlineData("-a:1 +b:1 -c:2 +d:2", "Move b<a, Move d<c")]
    [InlineData("-d/a:1 +e/a:1L", "Move e/a<d/a")]
    [InlineData("+c:1L +a:1L +b:1L", "Create a, Link b<a, Link c<a")]
    [InlineData("+c:1 +a:1", "Create a, Create c")]
    [InlineData("+a:1L +b:2L", "Create a, Create b")]
    [InlineData("-a:1gone +b:1", "Remove a, Create b")]
    [Trait("row", "L3")]
    public async Task Renames_and_links_are_found_where_they_are_certain(string plan, string expected)
    {
        var run = await RunAsync();
        await Db.Runs.AddOperationsAsync(run, [.. plan.Split(' ').Select((text, i) => Step(i + 1, text))], Cancellation);

        await Db.Runs.PairAsync(run, moves: true, links: true, Cancellation);

        Assert.Equal(expected, await ShowAsync(run));
        await Db.Runs.PairAsync(run, moves: true, links: true, Cancellation);
        Assert.Equal(expected, await ShowAsync(run));
    }

    [Fact]
    public async Task What_is_not_asked_for_is_not_paired()
    {
        var run = await RunAsync();
        await Db.Runs.AddOperationsAsync(run, [Step(1, "-a:1"), Step(2, "+b:1"), Step(3, "+c:2L"), Step(4, "+d:2L")], Cancellation);

        await Db.Runs.PairAsync(run, moves: false, links: false, Cancellation);
        Assert.Equal("Remove a, Create b, Create c, Create d", await ShowAsync(run));
        await Db.Runs.PairAsync(run, moves: false, links: true, Cancellation);
        Assert.Equal("Remove a, Create b, Create c, Link d<c", await ShowAsync(run));
        await Db.Runs.PairAsync(run, moves: true, links: false, Cancellation);
        Assert.Equal("Move b<a, Create c, Link d<c", await ShowAsync(run));
    }

    [Fact]
    public async Task A_move_takes_the_new_source_and_the_old_destination_and_baseline()
    {
        var run = await RunAsync();
        var remove = Step(1, "-old/name:1");
        var create = Step(2, "+new/name:1");
        await Db.Runs.AddOperationsAsync(run, [remove, create], Cancellation);

        await Db.Runs.PairAsync(run, moves: true, links: true, Cancellation);

        var move = Assert.Single(await ListAsync(Db.Runs.PendingAsync(run, Cancellation)));
        Assert.Equal(Show(create with { Kind = OperationKind.Move, From = remove.Path, Destination = remove.Destination, Baseline = remove.Baseline, Reason = move.Reason }), Show(move));
        Assert.Equal(remove.Path, move.Destination!.Path);
        Assert.Equal(0, move.Bytes);
    }

    [Fact]
    public async Task Plans_of_other_runs_and_outcomes_are_left_alone()
    {
        var (first, second) = (await RunAsync("r1"), await RunAsync("r2"));
        await Db.Runs.AddOperationsAsync(first, [Step(1, "-a:1"), Step(2, "-c:2")], Cancellation);
        await Db.Runs.AddOperationsAsync(second, [Step(1, "+b:1")], Cancellation);
        await Db.Runs.CommitAsync(first, null, [new Outcome(Step(2, "-c:2"), OutcomeKind.Done)], [], Cancellation);
        await Db.Runs.AddOperationsAsync(first, [Step(3, "+d:2")], Cancellation);

        await Db.Runs.PairAsync(first, moves: true, links: true, Cancellation);

        Assert.Equal("Remove a, Create d", await ShowAsync(first));
        Assert.Equal("Create b", await ShowAsync(second));
    }

    [Fact]
    public async Task A_new_name_of_a_file_that_is_only_adopted_becomes_a_link_to_it()
    {
        var run = await RunAsync("r1");
        var adopted = Step(1, "+b:1L") with { Kind = OperationKind.Adopt, Destination = File("b", 1001) };
        await Db.Runs.AddOperationsAsync(run, [adopted, Step(2, "+a:1L"), Step(3, "+c:1L")], Cancellation);

        await Db.Runs.PairAsync(run, moves: true, links: true, Cancellation);

        Assert.Equal("Link a<b, Link c<b, Adopt b", await ShowAsync(run));
    }

    private static Operation Step(long seq, string text)
    {
        var (name, rest) = (text[1..text.IndexOf(':')], text[(text.IndexOf(':') + 1)..]);
        var (inode, links) = ((ulong)(rest[0] - '0'), rest.EndsWith('L') ? 2 : 1);
        if (text[0] == '+')
            return new Operation
            {
                Seq = seq, Kind = OperationKind.Create, Path = TreePath.From(name), Reason = "new",
                Source = File(name, inode, rest.EndsWith('s') ? 4 : 3, rest.EndsWith('t') ? 12 : 11, links),
            };
        var destination = rest.EndsWith("gone", StringComparison.Ordinal) ? null : File(name, inode + 1000);
        return new Operation { Seq = seq, Kind = text[0] == '~' ? OperationKind.Vacate : OperationKind.Remove, Path = TreePath.From(name), Reason = "gone", Baseline = Row(name, inode: inode), Destination = destination };
    }

    private async Task<string> ShowAsync(string run) =>
        string.Join(", ", (await ListAsync(Db.Runs.PendingAsync(run, Cancellation))).Select(one => one.From is { } from ? $"{one.Kind} {one.Path}<{from}" : $"{one.Kind} {one.Path}"));
}
