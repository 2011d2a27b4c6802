using System.IO.Pipelines;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.TestKit;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>Who gets which connection while further ones are made.</summary>
[Trait("row", "C2")]
public sealed class SftpPoolTests : IAsyncDisposable
{
    private const long Little = 100_000;
    private const long Much = 500 << 20;
    private readonly List<Gate> _gates = [];
    private readonly Eventually _asked = new();
    private readonly SftpPool _pool;

    public SftpPoolTests() => _pool = new SftpPool(Connect, 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task Large_files_wait_for_a_connection_of_their_own_and_small_ones_share()
    {
        using var first = await OpenedAsync(Enter(Much), 1);
        var second = Enter(Much);
        var third = Enter(Much);
        using var little = await SoonAsync(Enter(Little));
        using var look = await SoonAsync(Enter(null));
        Assert.Same(first.Session, little.Session);
        Assert.Same(first.Session, look.Session);
        Assert.False(second.IsCompleted || third.IsCompleted);

        using var own = await OpenedAsync(second, 2);
        using var other = await OpenedAsync(third, 3);
        using var fourth = await SoonAsync(Enter(Much));

        Assert.Equal(3, new[] { first, own, other }.Select(lease => lease.Session).Distinct().Count());
        Assert.Contains(fourth.Session, new[] { own.Session, other.Session });
        Assert.Equal(3, _gates.Count);
    }

    private Task<SftpPool.Lease> Enter(long? content) => _pool.EnterAsync(null, content, Cancellation).AsTask();

    private async Task<SftpPool.Lease> OpenedAsync(Task<SftpPool.Lease> entering, int number)
    {
        await _asked.UntilAsync(() => _gates.Count == number, "a further connection");
        _gates[^1].Open();
        return await SoonAsync(entering);
    }

    private static async Task<SftpPool.Lease> SoonAsync(Task<SftpPool.Lease> entering)
    {
        await Eventually.SoonAsync(entering, "a connection");
        return await entering;
    }

    private Gate Connect()
    {
        var gate = new Gate();
        _gates.Add(gate);
        _asked.Notify();
        return gate;
    }

    /// <summary>A server that greets when it is told to.</summary>
    private sealed class Gate : SftpTransport
    {
        private readonly Pipe _said = new();

        public Gate() => FromServer = _said.Reader.AsStream();

        public override Stream FromServer { get; }

        public override Stream ToServer => Stream.Null;

        public void Open() => _ = _said.Writer.WriteAsync(new byte[] { 0, 0, 0, 5, (byte)PacketKind.Version, 0, 0, 0, 3 }).AsTask();

        public override ValueTask<string> WhyAsync() => ValueTask.FromResult("");

        public override ValueTask DisposeAsync()
        {
            _said.Writer.Complete();
            return ValueTask.CompletedTask;
        }
    }
}
