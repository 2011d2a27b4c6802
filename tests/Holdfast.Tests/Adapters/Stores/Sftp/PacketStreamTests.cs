using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>How packets are found in what a server says.</summary>
[Trait("row", "C2")]
public sealed class PacketStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task Packets_are_the_same_however_they_are_cut_up(int together)
    {
        int[] lengths = [1, 9, 100_000, 4, 300_000, 70_000, 1];
        using var line = new Trickle(lengths.SelectMany((length, index) => Packet(length, (byte)index)).ToArray(), together);
        var packets = new PacketStream(line);
        var found = new List<byte[]>();
        do
        {
            while (packets.TryTake() is { } packet)
            {
                found.Add(packet.Whole.ToArray());
                packet.Dispose();
            }
        }
        while (await packets.FillAsync(Cancellation));
        Assert.Equal(lengths, found.Select(packet => packet.Length));
        for (var i = 0; i < found.Count; i++) Assert.All(found[i], value => Assert.Equal(i, value));
    }

    [Fact]
    public async Task An_end_in_the_middle_of_a_packet_is_told()
    {
        using var line = new Trickle(Packet(9, 1)[..12], 100);
        var packets = new PacketStream(line);
        Assert.True(await packets.FillAsync(Cancellation));
        Assert.Null(packets.TryTake());
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await packets.FillAsync(Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) + 1)]
    public async Task A_length_that_no_packet_has_is_refused(int length)
    {
        using var line = new Trickle([(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length], 100);
        var packets = new PacketStream(line);
        Assert.True(await packets.FillAsync(Cancellation));
        Assert.Throws<SftpProtocolException>(() => packets.TryTake());
    }

    private static byte[] Packet(int length, byte value)
    {
        var packet = new byte[4 + length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(packet, length);
        packet.AsSpan(4).Fill(value);
        return packet;
    }

    /// <summary>Gives so many bytes at a time, at most.</summary>
    private sealed class Trickle(byte[] content, int together) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(together, buffer.Length)], cancellationToken);
    }
}
