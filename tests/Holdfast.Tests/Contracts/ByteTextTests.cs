using FsCheck;
using FsCheck.Fluent;
using Holdfast.Contracts;

namespace Holdfast.Tests.Contracts;

public sealed class ByteTextTests
{
    [Fact]
    [Trait("row", "N11")]
    public void Any_bytes_come_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null), bytes => ByteText.Bytes(ByteText.Of(bytes)).SequenceEqual(bytes)).Check(Chance.Try(2000));

    // Not as inline data: an attribute cannot hold a lone surrogate.
    [Fact]
    public void What_is_utf8_is_the_text_itself()
    {
        const string Text = "café \U0001F600";
        Assert.True(ByteText.IsPlain(Text));
        Assert.Equal(Text, ByteText.Of(System.Text.Encoding.UTF8.GetBytes(Text)));
        Assert.False(ByteText.IsPlain("caf\udce9"));
        Assert.False(ByteText.IsPlain("\ud83d"));
    }

    [Fact]
    public void A_surrogate_that_somebody_wrote_as_utf8_is_bytes_like_any_other()
    {
        byte[] bytes = [0xed, 0xb2, 0x80];
        Assert.Equal("\udced\udcb2\udc80", ByteText.Of(bytes));
        Assert.Equal(bytes, ByteText.Bytes(ByteText.Of(bytes)));
    }
}
