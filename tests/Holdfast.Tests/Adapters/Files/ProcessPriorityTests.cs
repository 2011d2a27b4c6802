using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Adapters.Files;

[Trait("row", "N16")]
public sealed class ProcessPriorityTests
{
    [Theory]
    [InlineData("idle", 0x6000)]
    [InlineData("best-effort", 0x4007)]
    [InlineData("best-effort 0", 0x4000)]
    [InlineData("best-effort 5", 0x4005)]
    [InlineData("best-effort 8", null)]
    [InlineData("best-effort -1", null)]
    [InlineData("realtime", null)]
    [InlineData("", null)]
    public void A_priority_is_a_class_and_a_level(string text, int? priority) => Assert.Equal(priority, ProcessPriority.ReadIo(text));

    [Fact]
    public void Every_thread_gets_it_also_one_that_begins_meanwhile()
    {
        var calls = new Calls([[1, 2], [1, 2, 3], [1, 2, 3]]);
        Assert.Null(new ProcessPriority(10, 0x6000).Apply(calls));
        Assert.Equal(["1 nice 10", "1 io 24576", "2 nice 10", "2 io 24576", "3 nice 10", "3 io 24576"], calls.Made);
    }

    [Fact]
    public void A_thread_that_has_ended_is_no_trouble_and_what_is_refused_is_told()
    {
        Assert.Null(new ProcessPriority(null, 0x6000).Apply(new Calls([[1], [1]]) { Answer = -3 }));
        Assert.Equal("nice could not be set: EACCES (permission denied)", new ProcessPriority(5, null).Apply(new Calls([[1]]) { Answer = -13 }));
    }

    private sealed class Calls(int[][] threads) : IPriorityCalls
    {
        private int _looked;

        public List<string> Made { get; } = [];

        public int Answer { get; init; }

        public IReadOnlyList<int> Threads() => threads[Math.Min(_looked++, threads.Length - 1)];

        public int SetNice(int thread, int nice) => Note($"{thread} nice {nice}");

        public int SetIo(int thread, int priority) => Note($"{thread} io {priority}");

        public int GetIo(int thread) => Answer;

        private int Note(string made)
        {
            Made.Add(made);
            return Answer;
        }
    }
}
