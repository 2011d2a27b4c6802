using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Recording;

public sealed class CanonicalKeyTests
{
    private static readonly Gen<(TreePath Path, bool IsDirectory)> Names =
        from path in Generators.Paths from directory in Gen.Elements(true, false) select (path, path.IsRoot || directory);

    [Fact]
    public void Keys_compare_bytewise_as_names_do_in_canonical_order() =>
        Prop.ForAll((from left in Names from right in Names select (left, right)).ToArbitrary(), pair =>
        {
            var keys = CanonicalOrder.Key(pair.left.Path, pair.left.IsDirectory).AsSpan().SequenceCompareTo(CanonicalOrder.Key(pair.right.Path, pair.right.IsDirectory));
            return Math.Sign(keys) == Math.Sign(CanonicalOrder.Compare(pair.left.Path.Bytes, pair.left.IsDirectory, pair.right.Path.Bytes, pair.right.IsDirectory));
        }).Check(Chance.Try());

    [Fact]
    public void A_key_gives_its_name_back() =>
        Prop.ForAll(Names.ToArbitrary(), name => CanonicalOrder.FromKey(CanonicalOrder.Key(name.Path, name.IsDirectory)) == name).Check(Chance.Try());

    [Fact]
    public void Everything_below_a_directory_and_nothing_else_lies_between_its_key_and_the_next_byte() =>
        Prop.ForAll((from inside in Names from directory in Generators.Paths where !directory.IsRoot select (inside, directory)).ToArbitrary(), pair =>
        {
            var first = CanonicalOrder.Key(pair.directory, true);
            byte[] end = [.. first[..^1], (byte)'0'];
            var key = CanonicalOrder.Key(pair.inside.Path, pair.inside.IsDirectory).AsSpan();
            var within = key.SequenceCompareTo(first) >= 0 && key.SequenceCompareTo(end) < 0;
            return within == (pair.inside.Path.IsBelow(pair.directory) || (pair.inside.Path == pair.directory && pair.inside.IsDirectory));
        }).Check(Chance.Try());
}
