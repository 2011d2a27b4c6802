using System.Buffers.Binary;
using System.IO.Pipelines;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>How requests leave for the server.</summary>
[Trait("row", "C2")]
public sealed class SftpConnectionTests
{
    [Fact]
    public async Task Requests_leave_in_the_order_they_were_made_and_those_that_had_to_wait_leave_together()
    {
        await using var server = new Listener();
        await using var connection = await SftpConnection.OpenAsync(server, TestContext.Current.CancellationToken);
        server.Hold();
        var answers = new List<Task<SftpReply>> { connection.PostAsync(Request("first")) };
        await server.Heard.UntilAsync(() => server.Writes.Count == 2, "the first request");
        foreach (var name in new[] { "second", "third", "fourth" }) answers.Add(connection.PostAsync(Request(name)));
        server.Release();
        await server.Heard.UntilAsync(() => server.Writes.Count == 3, "the others");

        Assert.Equal([1u, 2u, 3u, 4u], server.Numbers());
        foreach (var answer in answers) _ = SftpConnection.DropAsync(answer);
    }

    [Fact]
    public async Task What_is_asked_upon_answers_that_came_together_leaves_together()
    {
        await using var server = new Listener();
        await using var connection = await SftpConnection.OpenAsync(server, TestContext.Current.CancellationToken);
        var (one, other) = (AskTwiceAsync(connection), AskTwiceAsync(connection));
        await server.Heard.UntilAsync(() => server.Writes.Count == 3, "a request of each");
        await server.AnswerAsync(1, 2);
        await server.Heard.UntilAsync(() => server.Writes.Count == 4, "the next ones");

        Assert.Equal([1u, 2u, 3u, 4u], server.Numbers());
        await server.AnswerAsync(3, 4);
        await Eventually.SoonAsync(Task.WhenAll(one, other), "all answers");
    }

    [Fact]
    public async Task Requests_that_wait_when_the_line_breaks_hear_of_it()
    {
        await using var server = new Listener();
        await using var connection = await SftpConnection.OpenAsync(server, TestContext.Current.CancellationToken);
        server.Hold();
        var first = connection.PostAsync(Request("first"));
        await server.Heard.UntilAsync(() => server.Writes.Count == 2, "the first request");
        var second = connection.PostAsync(Request("second"));
        server.Break();
        await Assert.ThrowsAsync<SftpConnectionException>(() => first);
        await Assert.ThrowsAsync<SftpConnectionException>(() => second);
        await Assert.ThrowsAsync<SftpConnectionException>(() => connection.PostAsync(Request("third")));
        Assert.Equal(2, server.Writes.Count);
    }

    [Fact]
    public async Task Several_may_end_a_connection()
    {
        await using var server = new Listener();
        var connection = await SftpConnection.OpenAsync(server, TestContext.Current.CancellationToken);
        await Eventually.SoonAsync(Task.WhenAll(connection.DisposeAsync().AsTask(), connection.DisposeAsync().AsTask()), "its end");
        await connection.DisposeAsync();
    }

    private static async Task AskTwiceAsync(SftpConnection connection)
    {
        for (var i = 0; i < 2; i++) (await connection.SendAsync(Request("name"), TestContext.Current.CancellationToken)).Expect(PacketKind.Status).Dispose();
    }

    private static PacketWriter Request(string name) => new PacketWriter(PacketKind.LStat).Text(name);

    /// <summary>A server that greets, and then only listens.</summary>
    private sealed class Listener : SftpTransport
    {
        private readonly Pipe _answers = new();
        private readonly Ear _ear;

        public Listener()
        {
            _ear = new Ear(this);
            _answers.Writer.WriteAsync(new byte[] { 0, 0, 0, 5, (byte)PacketKind.Version, 0, 0, 0, 3 }).AsTask().Wait();
            FromServer = _answers.Reader.AsStream();
        }

        public List<byte[]> Writes { get; } = [];

        public Eventually Heard { get; } = new();

        public override Stream FromServer { get; }

        public override Stream ToServer => _ear;

        private TaskCompletionSource? Held { get; set; }

        public void Hold() => Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => Held!.SetResult();

        public void Break() => Held!.SetException(new IOException("broken"));

        /// <summary>Tells that all went well, of several requests at once.</summary>
        public async Task AnswerAsync(params byte[] numbers) =>
            await _answers.Writer.WriteAsync(numbers.SelectMany(number => new byte[] { 0, 0, 0, 9, (byte)PacketKind.Status, 0, 0, 0, number, 0, 0, 0, 0 }).ToArray());

        /// <summary>Numbers of the requests in the order they came.</summary>
        public IEnumerable<uint> Numbers()
        {
            // The first write is the greeting.
            var all = Writes.Skip(1).SelectMany(write => write).ToArray();
            for (var at = 0; at < all.Length; at += 4 + BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(at))) yield return BinaryPrimitives.ReadUInt32BigEndian(all.AsSpan(at + 5));
        }

        public override ValueTask<string> WhyAsync() => ValueTask.FromResult("");

        public override async ValueTask DisposeAsync() => await _answers.Writer.CompleteAsync();

        private sealed class Ear(Listener owner) : MemoryStream
        {
            public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                var held = owner.Held;
                owner.Writes.Add(buffer.ToArray());
                owner.Heard.Notify();
                if (held is not null) await held.Task.WaitAsync(cancellationToken);
            }
        }
    }
}
