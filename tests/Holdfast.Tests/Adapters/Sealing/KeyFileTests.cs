using System.Security.Cryptography;
using Holdfast.Adapters.Sealing;

namespace Holdfast.Tests.Adapters.Sealing;

/// <summary>Keys in files and on paper.</summary>
[Trait("row", "N15")]
public sealed class KeyFileTests
{
    private const int FewRounds = 3;

    [Fact]
    public void A_key_file_is_what_it_always_was() => Assert.EndsWith("""

        holdfast-key 1
        id 8950ff639aab66a9
        1 aaaq eaye auda pkcq
        2 baeq ucym buha 7gff
        3 cair eeyu culb ph5p
        4 damr ugy4 dupb 7eor

        """, KeyFile.Write(Samples.Key), StringComparison.Ordinal);

    [Fact]
    public void A_key_comes_back_from_its_file()
    {
        var key = SealKey.Create(RandomNumberGenerator.Fill);
        Assert.Equal(key.Bytes.ToArray(), KeyFile.Read(KeyFile.Write(key), null).Bytes.ToArray());
        Assert.False(KeyFile.NeedsPassphrase(KeyFile.Write(key)));
    }

    [Fact]
    public void A_key_under_a_passphrase_comes_back_by_that_alone()
    {
        var text = KeyFile.Write(Samples.Key, "correct horse", RandomNumberGenerator.Fill, FewRounds);
        Assert.True(KeyFile.NeedsPassphrase(text));
        Assert.Equal(Samples.Key.Id, KeyFile.Read(text, "correct horse").Id);
        Assert.Contains("the passphrase is not the one of key 8950ff639aab66a9", Assert.Throws<SealException>(() => KeyFile.Read(text, "Correct horse")).Message, StringComparison.Ordinal);
        Assert.Contains("under a passphrase, and none is given", Assert.Throws<SealException>(() => KeyFile.Read(text, null)).Message, StringComparison.Ordinal);
        foreach (var line in RecoveryLines.Of(Samples.Key)) Assert.DoesNotContain(line[2..], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Samples.Key.Bytes[..4]), text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passphrase_is_gone_round_often_enough_to_be_slow() =>
        Assert.Contains($"passphrase pbkdf2-sha512 {KeyFile.Rounds} ", KeyFile.Write(Samples.Key, "x", RandomNumberGenerator.Fill), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "no key file")]
    [InlineData("holdfast-key 2\nid 00", "use a newer Holdfast")]
    [InlineData("holdfast-key 1\n1 aaaq eaye auda pkcq", "no id")]
    [InlineData("holdfast-key 1\nid 8950ff639aab66a9\n1 aaaq eaye auda pkcq", "line 2 is missing")]
    [InlineData("holdfast-key 1\nid 8950ff639aab66a9\npassphrase scrypt 1 00\nsealed 00", "nothing this program knows")]
    [InlineData("holdfast-key 1\nid 8950ff639aab66a9\npassphrase pbkdf2-sha512 999999999 00\nsealed 00", "nothing this program knows")]
    [InlineData("holdfast-key 1\nid 8950ff639aab66a9\npassphrase pbkdf2-sha512 3 00\nsealed 00", "damaged")]
    [InlineData("holdfast-key 1\nid 0000000000000000\n1 aaaq eaye auda pkcq\n2 baeq ucym buha 7gff\n3 cair eeyu culb ph5p\n4 damr ugy4 dupb 7eor", "damaged")]
    public void A_file_that_is_none_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<SealException>(() => KeyFile.Read(text, "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Lines_from_paper_are_read_in_any_order_and_writing()
    {
        var key = RecoveryLines.Read(["Holdfast key", "4: DAMR UGY4 DUPB 7EOR", "2 baequcymbuha7gff", "3. cair-eeyu-culb-ph5p", "1 aaaq eaye auda pkcq"]);
        Assert.Equal(Samples.Key.Id, key.Id);
    }

    [Fact]
    public void A_slip_is_found_in_the_line_it_is_in()
    {
        var lines = RecoveryLines.Of(Samples.Key);
        for (var line = 0; line < lines.Count; line++)
        {
            for (var at = 2; at < lines[line].Length; at++)
            {
                if (lines[line][at] == ' ') continue;
                var slip = lines.ToArray();
                slip[line] = lines[line][..at] + (lines[line][at] == 'z' ? 'y' : 'z') + lines[line][(at + 1)..];
                Assert.Contains($"line {line + 1} is not as it was made", Assert.Throws<SealException>(() => RecoveryLines.Read(slip)).Message, StringComparison.Ordinal);
            }
        }
        string[] mixed = ["1" + lines[1][1..], "2" + lines[0][1..], lines[2], lines[3]];
        Assert.Throws<SealException>(() => RecoveryLines.Read(mixed));
        Assert.Contains("line 3 is there twice", Assert.Throws<SealException>(() => RecoveryLines.Read([.. lines, lines[2]])).Message, StringComparison.Ordinal);
    }
}
