using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Model;

public sealed class PartHashesTests
{
    [Fact]
    public void Each_piece_is_hashed_by_itself_however_the_content_comes() => Prop.ForAll<byte[], byte>((bytes, chance) =>
    {
        var size = 1 + chance % 9;
        using var hasher = new ContentHasher(HashKind.Sha256, size);
        foreach (var piece in bytes.Chunk(1 + chance % 5)) if (piece.All(b => b == 0)) hasher.AppendHole(piece.Length); else hasher.Append(piece);
        var hash = hasher.Finish();
        var parts = bytes.Length == 0 ? SHA256.HashData([]) : [.. bytes.Chunk(size).SelectMany(SHA256.HashData)];
        return hash.Value.Span.SequenceEqual(SHA256.HashData(bytes)) && hash.Parts!.Size == size && hash.Parts.Values.Span.SequenceEqual(parts);
    }).Check(Chance.Try());

    [Theory]
    [InlineData("abcdefgh", "abcdefgh", null)]
    [InlineData("abcdefgh", "abcdeXgh", "4-7")]
    [InlineData("abcdefgh", "Xbcdefgh", "0-3")]
    [InlineData("abcdefgh", "abcdefghi", "8-11")]
    public void The_first_piece_that_differs_is_found(string one, string other, string? where)
    {
        var found = Of(one, 4).FirstDifference(Of(other, 4));
        Assert.Equal(where, found is { } part ? $"{part.From}-{part.To}" : null);
        Assert.Null(Of(one, 4).FirstDifference(Of(other, 3)));
        Assert.Null(Of(one, 4).FirstDifference(null));
    }

    private static PartHashes Of(string text, int size)
    {
        using var hasher = new ContentHasher(HashKind.Sha256, size);
        hasher.Append(System.Text.Encoding.ASCII.GetBytes(text));
        return hasher.Finish().Parts!;
    }
}
