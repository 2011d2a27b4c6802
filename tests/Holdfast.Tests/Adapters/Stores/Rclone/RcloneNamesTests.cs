using System.Text;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

public sealed class RcloneNamesTests
{
    [Theory]
    [Trait("row", "D12")]
    [InlineData("plain", "plain")]
    [InlineData("é and 字", "é and 字")]
    [InlineData("line\nend", "line\u240aend")]
    [InlineData("\u0001", "\u2401")]
    [InlineData("\u240a", "\u201b\u240a")]
    [InlineData("a\u201bb", "a\u201b\u201bb")]
    [InlineData("\u201b\uff0f", "\u201b\uff0f")]
    [InlineData("del\u007f", "del\u24217F")]
    public void A_name_is_said_as_rclone_says_it_and_comes_back(string name, string said)
    {
        Assert.Equal(said, RcloneNames.Text(TreePath.From(name)));
        Assert.Equal(name, Encoding.UTF8.GetString(RcloneNames.Bytes(said)!));
    }

    [Fact]
    public void Bytes_that_are_no_text_come_back()
    {
        byte[] name = [0xFF, (byte)'a', 0xC3, 0x28];
        var said = RcloneNames.Text(TreePath.FromBytes(name));
        Assert.DoesNotContain('\ufffd', said);
        Assert.Equal(name, RcloneNames.Bytes(said));
    }

    [Fact]
    public void Whatever_stands_in_a_name_comes_back()
    {
        var random = new Random(5);
        char[] letters = ['a', '\n', '\u007f', '\u2400', '\u2401', '\u240a', '\u241f', '\u2421', '\u201b', '\uff0f', '\uff0e', 'é'];
        for (var round = 0; round < 20_000; round++)
        {
            var name = new string([.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => letters[random.Next(letters.Length)])]);
            Assert.Equal(name, Encoding.UTF8.GetString(RcloneNames.Bytes(RcloneNames.Text(TreePath.From(name)))!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void What_can_be_no_name_is_none(string said) => Assert.Null(RcloneNames.Bytes(said));
}
