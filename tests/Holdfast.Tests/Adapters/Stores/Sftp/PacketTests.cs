using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>Packets as the protocol has them, and words for the program that carries them.</summary>
[Trait("row", "C2")]
public sealed class PacketTests
{
    [Fact]
    public void A_packet_bears_its_length_its_kind_and_its_number()
    {
        using var packet = new PacketWriter(PacketKind.Rename, 1);
        packet.Text("a").Text("longer than the room it was given"u8);
        packet.Number = 0x01020304;

        var bytes = packet.Finish().ToArray();

        Assert.Equal([0, 0, 0, (byte)(bytes.Length - 4), 18, 1, 2, 3, 4, 0, 0, 0, 1, (byte)'a', 0, 0, 0, 33], bytes[..18]);
        Assert.Equal("longer than the room it was given"u8, bytes.AsSpan(18));
    }

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, false, true)]
    public void Attributes_come_back_as_they_were_sent(bool size, bool owner, bool mode, bool times)
    {
        var sent = new SftpAttributes { Size = size ? ulong.MaxValue : null, Owner = owner ? (1001, 999) : null, Mode = mode ? 0x81A4 : null, Times = times ? (1, uint.MaxValue) : null };
        using var packet = new PacketWriter(PacketKind.SetStat);
        sent.Write(packet);

        var reader = new PacketReader(packet.Finish().Span[9..]);

        Assert.Equal(sent, SftpAttributes.Read(ref reader));
        Assert.True(reader.IsEnd);
    }

    [Fact]
    public void A_packet_that_ends_too_early_is_an_error_wherever_it_ends()
    {
        using var packet = new PacketWriter(PacketKind.SetStat);
        new SftpAttributes { Size = 1, Owner = (1, 2), Mode = 3, Times = (4, 5) }.Write(packet);
        var whole = packet.Finish()[9..].ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            Assert.Throws<SftpProtocolException>(() =>
            {
                var reader = new PacketReader(part);
                SftpAttributes.Read(ref reader);
            });
        }
    }

    [Fact]
    public void A_text_longer_than_its_packet_is_an_error() => Assert.Throws<SftpProtocolException>(() => new PacketReader([0xFF, 0xFF, 0xFF, 0xFF, 1]).Text());

    [Theory]
    [InlineData(0x81A4, EntryKind.File)]
    [InlineData(0x41ED, EntryKind.Directory)]
    [InlineData(0xA1FF, EntryKind.Symlink)]
    [InlineData(0x11A4, EntryKind.Special)]
    [InlineData(0x21A4, EntryKind.Special)]
    [InlineData(0xC1A4, EntryKind.Special)]
    public void The_mode_says_what_a_name_stands_for(int mode, EntryKind kind) => Assert.Equal(kind, new SftpAttributes { Mode = (uint)mode }.Kind);

    [Fact]
    public void Set_id_bits_of_files_are_not_sent_and_times_beyond_the_protocol_are_its_nearest()
    {
        var entry = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = 0xDED, Mtime = -5, Uid = 1, Gid = 2 };
        Assert.Equal(new SftpAttributes { Mode = 0x1ED, Times = (0, 0) }, SftpEntries.Wanted(entry, owner: false));
        Assert.Equal(0x5FDu, SftpEntries.Wanted(entry with { Kind = EntryKind.Directory, Mode = 0x5FD }, owner: true).Mode);
        Assert.Null(SftpEntries.Wanted(entry with { Kind = EntryKind.Symlink }, owner: true).Mode);
    }

    [Fact]
    public void A_host_is_never_taken_for_an_option_and_never_trusted_unseen()
    {
        var words = SshCommand.Arguments(new SftpSettings { Host = "-oProxyCommand=evil", Path = "/", User = "u", Port = 2222, Identity = "/k", ConfigFile = "/c" });

        Assert.Equal(["-s", "--", "-oProxyCommand=evil", "sftp"], words.TakeLast(4));
        Assert.Contains("BatchMode=yes", words);
        Assert.Contains("StrictHostKeyChecking=yes", words);
        Assert.Equal(["-F", "/c", "-i", "/k", "-o", "IdentitiesOnly=yes", "-p", "2222", "-l", "u"], words.SkipWhile(word => word != "-F").Take(10));
        Assert.Contains("StrictHostKeyChecking=accept-new", SshCommand.Arguments(new SftpSettings { Host = "h", Path = "/", TakesNewHosts = true }));
    }
}
