using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class AnyTextTests
{
    // Pieces that lead a parser astray sooner than letters do.
    private static readonly string[] Pieces =
    [
        "stores:", "jobs:", "a", "kind", ": ", "local", "mirror", "{", "}", "[", "]", "\n", "  ", "- ", "'", "\"", "&x ", "*x", "<<", "!!int ", "!", "%YAML 1.9\n", "---\n", "...\n",
        "|\n", ">-\n", "#", "?", ",", "\t", "\\u", "\\UFFFFFFFF", "\\x", "\uD800", "\0", "\u0085", "\uFEFF", "every", "5m", "9999999999999999999", "to", "path", "/a", "trash", "filters", "- - a[",
    ];

    [Fact]
    public void No_text_crashes_the_reader()
    {
        var texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements(Pieces).ListOf().Select(parts => string.Concat(parts)),
            Gen.Elements(Pieces).ListOf().Select(parts => "stores:\n  a: {kind: local, path: /a}\njobs:\n  m: " + string.Concat(parts)));
        Prop.ForAll(texts.ToArbitrary(), Survives).Check(Chance.Try(3000).WithEndSize(40));
    }

    [Fact]
    public void No_mangled_configuration_crashes_the_reader()
    {
        var texts = from at in Gen.Choose(0, Reading.Short.Length - 1)
                    from length in Gen.Choose(0, 5)
                    from piece in Gen.Elements(Pieces)
                    select Reading.Short[..at] + piece + Reading.Short[Math.Min(Reading.Short.Length, at + length)..];
        Prop.ForAll(texts.ToArbitrary(), Survives).Check(Chance.Try(3000));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_is_an_error(string opening) =>
        Assert.NotEmpty(Reading.Load(string.Concat(Enumerable.Repeat(opening, 100_000))).Errors);

    [Fact]
    public void Aliases_that_multiply_are_an_error()
    {
        var text = "x-0: &m0 { a: 1 }\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"x-{i}: &m{i} {{ <<: [{string.Join(", ", Enumerable.Repeat($"*m{i - 1}", 10))}] }}\n"));
        Assert.Contains(Reading.Load(text).Errors, error => error.Advice!.Contains("values", StringComparison.Ordinal));
    }

    private static bool Survives(string text)
    {
        var result = Reading.Load(text);
        return (result.Config is null) == (result.Errors.Count > 0) && result.Errors.All(error => !error.ToString().Contains('\n', StringComparison.Ordinal));
    }
}
