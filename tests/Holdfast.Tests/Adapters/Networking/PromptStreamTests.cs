using System.Net;
using System.Net.Sockets;
using Holdfast.Adapters.Networking;

namespace Holdfast.Tests.Adapters.Networking;

/// <summary>Answers are acknowledged at once: a server that waits for that before it goes on is not kept waiting.</summary>
[Trait("row", "C5")]
public sealed class PromptStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_waits_for_an_answer_acknowledges_at_once_after_many_exchanges_too()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndpoint, Cancellation);
        using var server = await listener.AcceptSocketAsync(Cancellation);
        await using var stream = new PromptStream(client);
        var buffer = new byte[16];
        for (var exchange = 0; exchange < 20; exchange++)
        {
            await stream.WriteAsync("ask"u8.ToArray(), Cancellation);
            Assert.Equal(3, await server.ReceiveAsync(buffer, Cancellation));
            await server.SendAsync("told"u8.ToArray(), Cancellation);
            Assert.Equal(4, await stream.ReadAsync(buffer, Cancellation));
        }
        await stream.WriteAsync("ask"u8.ToArray(), Cancellation);
        Assert.Equal(3, await server.ReceiveAsync(buffer, Cancellation));

        var answer = stream.ReadAsync(buffer, Cancellation);

        var isPrompt = new byte[4];
        client.GetRawSocketOption(6, 12, isPrompt);
        Assert.Equal(1, BitConverter.ToInt32(isPrompt));
        await server.SendAsync("told"u8.ToArray(), Cancellation);
        Assert.Equal(4, await answer);
    }
}
