using System.Text;
using Holdfast.Adapters.Sealing;

namespace Holdfast.Tests.Adapters.Sealing;

/// <summary>Encrypted names.</summary>
[Trait("row", "N15")]
public sealed class NameSealTests : IDisposable
{
    private readonly NameSeal _names = new(Samples.Key);

    public void Dispose() => _names.Dispose();

    // RFC 5297, A.1.
    [Fact]
    public void The_cipher_is_that_of_the_standard()
    {
        using var siv = new AesSiv(Convert.FromHexString("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        var (about, plain) = (Convert.FromHexString("101112131415161718191a1b1c1d1e1f2021222324252627"), Convert.FromHexString("112233445566778899aabbccddee"));
        Assert.Equal("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c", Convert.ToHexStringLower(siv.Seal(about, plain)));
    }

    // Made by another program, by what the document says.
    [Theory]
    [InlineData("report.pdf", "vbwc5vzeqh6p6hlh6yskojgb7heq3n7lw764e7rk6e")]
    [InlineData("a", "uu5vdp5kxn6vm27vxxybt6x7q35a")]
    [InlineData("Quarterly figures 2026.xlsx", "dcqcvtikgeyfrkfj6u2j7qdufgmigqbhmsclzcvemu454pwgejugevhs3i7b6ktvvinla")]
    public void A_name_becomes_what_it_always_became(string name, string made)
    {
        Assert.Equal(made, Encoding.ASCII.GetString(_names.Name(Encoding.UTF8.GetBytes(name))));
        Assert.Equal(name, Encoding.UTF8.GetString(_names.OpenName(Encoding.ASCII.GetBytes(made))!));
    }

    [Fact]
    public void What_a_link_points_to_becomes_what_it_always_became() => Assert.Equal("4dsnpkp2ruh3uct356gcqamstyrjfedp", Encoding.ASCII.GetString(_names.Target("../a"u8)));

    [Fact]
    public void Names_of_every_length_and_all_bytes_come_back()
    {
        var random = new Random(1);
        for (var length = 1; length <= 255; length++)
        {
            var name = new byte[length];
            random.NextBytes(name);
            var made = _names.Name(name);
            Assert.Equal(NameSeal.LengthOf(length), made.Length);
            Assert.All(made, letter => Assert.True(letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'2' and <= (byte)'7')));
            Assert.Equal(name, _names.OpenName(made));
        }
        Assert.Equal((255, 256), (NameSeal.LengthOf(143), NameSeal.LengthOf(144)));
    }

    [Fact]
    public void What_was_changed_or_made_otherwise_is_no_name()
    {
        var made = _names.Name("report.pdf"u8);
        for (var at = 0; at < made.Length; at++)
        {
            foreach (var letter in "a27"u8)
            {
                var changed = made.ToArray();
                if (changed[at] == letter) continue;
                changed[at] = letter;
                Assert.Null(_names.OpenName(changed));
            }
        }
        Assert.Null(_names.OpenName(made.AsSpan(1)));
        Assert.Null(_names.OpenName([.. made, (byte)'a']));
        Assert.Null(_names.OpenName("report.pdf"u8));
        Assert.Null(_names.OpenName([]));
        Assert.Null(_names.OpenTarget(made));
        Assert.Null(new NameSeal(Samples.OtherKey).OpenName(made));
        Assert.Null(_names.OpenName(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(made).ToUpperInvariant())));
    }
}
