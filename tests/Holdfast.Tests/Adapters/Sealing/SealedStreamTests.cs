using System.Security.Cryptography;
using Holdfast.Adapters.Sealing;

namespace Holdfast.Tests.Adapters.Sealing;

/// <summary>The format of encrypted content: what it is to the last byte, and that nothing else is taken for it.</summary>
[Trait("row", "N15")]
public sealed class SealedStreamTests
{
    private const int Chunk = SealFormat.ChunkSize;

    public static TheoryData<int> Lengths => [0, 1, 15, 16, 17, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 2 * Chunk + 1, 3 * Chunk - 1, 1_000_003];

    // Made by another program, by what the document says.
    [Theory]
    [InlineData("hello", "68666372797074018950ff639aab66a9404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f44652b1a887c52473b433aed0c2ea0931439b1549e")]
    [InlineData("", "68666372797074018950ff639aab66a9404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f13a1ae42df910ac0c454d9ca7fced3dc")]
    public async Task The_format_is_what_it_always_was(string plain, string made) =>
        Assert.Equal(made, Convert.ToHexStringLower(await Samples.SealAsync(System.Text.Encoding.UTF8.GetBytes(plain))));

    [Fact]
    public async Task The_format_of_several_chunks_is_what_it_always_was()
    {
        var made = await Samples.SealAsync(Samples.Content(150_000));
        Assert.Equal((150_096, "24918e01fa3e2843ec6cfd3a1119cf36795c44624e44b4ac579a14ea25ee42b0"), (made.Length, Convert.ToHexStringLower(SHA256.HashData(made))));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task What_was_encrypted_is_opened_and_sizes_follow_from_each_other(int length)
    {
        var plain = Samples.Content(length);
        var made = await Samples.SealAsync(plain);
        Assert.Equal(plain, await Samples.OpenAsync(made));
        Assert.Equal((made.Length, (long?)length), (SealFormat.SealedSize(length), SealFormat.PlainSize(made.Length)));
    }

    [Fact]
    public void A_size_that_nothing_encrypted_has_is_told()
    {
        var made = Enumerable.Range(0, 3 * Chunk).Select(plain => SealFormat.SealedSize(plain)).ToHashSet();
        for (var size = 0L; size < SealFormat.SealedSize(3 * Chunk - 1); size++) Assert.Equal(made.Contains(size), SealFormat.PlainSize(size) is not null);
    }

    [Fact]
    public async Task A_byte_that_was_changed_anywhere_is_seen()
    {
        var made = await Samples.SealAsync(Samples.Content(40));
        for (var at = 0; at < made.Length; at++)
        {
            var changed = made.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(changed));
        }
        var large = await Samples.SealAsync(Samples.Content(2 * Chunk + 100));
        for (var at = 0; at < large.Length; at += 991)
        {
            var changed = large.ToArray();
            changed[at] ^= 0x10;
            await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(changed));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task What_was_cut_off_or_added_is_seen(int length)
    {
        var made = await Samples.SealAsync(Samples.Content(length));
        var cuts = new HashSet<int> { 0, 1, SealFormat.HeaderSize - 1, SealFormat.HeaderSize, SealFormat.HeaderSize + 1, made.Length - 1, made.Length - 16, made.Length - 17 };
        for (var chunk = SealFormat.HeaderSize; chunk < made.Length; chunk += Chunk + 16) cuts.UnionWith([chunk, chunk + 15, chunk + 16]);
        foreach (var cut in cuts.Where(cut => cut >= 0 && cut < made.Length)) await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(made[..cut]));
        foreach (var added in new[] { 1, 16, 17, Chunk + 16 }) await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync([.. made, .. new byte[added]]));
    }

    [Fact]
    public async Task Chunks_in_another_order_taken_twice_left_out_or_of_another_file_are_seen()
    {
        var (made, other) = (await Samples.SealAsync(Samples.Content(4 * Chunk)), await Other());
        byte[] Piece(byte[] of, int i) => of[(SealFormat.HeaderSize + i * (Chunk + 16))..(SealFormat.HeaderSize + (i + 1) * (Chunk + 16))];
        byte[] Whole(params byte[][] pieces) => [.. made[..SealFormat.HeaderSize], .. pieces.SelectMany(piece => piece)];
        Assert.Equal(4 * Chunk, (await Samples.OpenAsync(Whole(Piece(made, 0), Piece(made, 1), Piece(made, 2), Piece(made, 3)))).Length);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                if (i == j) continue;
                var order = Enumerable.Range(0, 4).Select(n => Piece(made, n == i ? j : n == j ? i : n)).ToArray();
                await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(Whole(order)));
            }
            await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(Whole([.. Enumerable.Range(0, 4).Where(n => n != i).Select(n => Piece(made, n))])));
            await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(Whole([.. Enumerable.Range(0, 4).Select(n => Piece(n == i ? other : made, n))])));
        }
        await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(Whole(Piece(made, 0), Piece(made, 0), Piece(made, 1), Piece(made, 2), Piece(made, 3))));

        static async Task<byte[]> Other()
        {
            using var stream = new MemoryStream();
            await SealedStream.SealAsync(new MemoryStream(Samples.Content(4 * Chunk)), stream, Samples.Key, RandomNumberGenerator.Fill, TestContext.Current.CancellationToken);
            return stream.ToArray();
        }
    }

    [Fact]
    public async Task One_of_several_keys_opens_and_a_missing_one_is_named()
    {
        var made = await Samples.SealAsync(Samples.Content(10));
        Assert.Equal(Samples.Content(10), await Samples.OpenAsync(made, Samples.OtherKey, Samples.Key));
        var refusal = await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(made, Samples.OtherKey));
        Assert.Equal($"it is encrypted with key {Samples.Key.Id}, and there is only {Samples.OtherKey.Id}", refusal.Message);
    }

    [Fact]
    public async Task Something_else_and_something_newer_are_told_apart()
    {
        Assert.Contains("not encrypted", (await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(new byte[100]))).Message, StringComparison.Ordinal);
        var made = await Samples.SealAsync([]);
        made[7] = 2;
        Assert.Contains("use a newer Holdfast", (await Assert.ThrowsAsync<SealException>(() => Samples.OpenAsync(made))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_content_never_looks_the_same_twice()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        foreach (var stream in new[] { first, second }) await SealedStream.SealAsync(new MemoryStream(Samples.Content(1000)), stream, Samples.Key, RandomNumberGenerator.Fill, TestContext.Current.CancellationToken);
        Assert.NotEqual(first.ToArray()[SealFormat.HeaderSize..], second.ToArray()[SealFormat.HeaderSize..]);
    }
}
