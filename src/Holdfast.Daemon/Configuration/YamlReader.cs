using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Holdfast.Daemon.Configuration;

/// <summary>
/// Turns the events of the YAML parser into pieces with places. Unlike a representation model it keeps keys that stand
/// twice, goes on after an unknown alias, and stops at a depth no configuration needs, so that every error can be told.
/// </summary>
internal sealed class YamlReader
{
    private const int DepthLimit = 20;
    private const int PieceLimit = 200_000;
    private readonly string _file;
    private readonly List<ConfigError> _errors;
    private readonly Dictionary<string, YamlPiece> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;
    private int _pieces;

    private YamlReader(string text, string file, List<ConfigError> errors) =>
        (_file, _errors, _parser) = (file, errors, new Parser(new StringReader(text)));

    /// <summary>The one document of a text; null when it is empty or cannot be read at all, which is told as an error.</summary>
    public static YamlPiece? Read(string text, string file, List<ConfigError> errors)
    {
        var reader = new YamlReader(text, file, errors);
        try
        {
            return reader.Document();
        }
        catch (YamlException problem)
        {
            reader.Tell(problem.Start, "text that is no YAML", "YAML", $"{problem.Message.TrimEnd('.')}; look at indentation, colons and quotes here and in the line above");
            return null;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // What the parser itself trips over: braces that are not closed before the next key, and some malformed escapes.
            reader.Tell(reader._parser.Current?.End ?? Mark.Empty, "text that is no YAML", "YAML", "behind this place a bracket, a brace or a quote is not closed, or an escape is malformed");
            return null;
        }
    }

    private YamlPiece? Document()
    {
        YamlPiece? root = null;
        var documents = 0;
        while (_parser.MoveNext())
        {
            if (_parser.Current is not DocumentStart start) continue;
            if (++documents > 1)
            {
                Tell(start.Start, "a second document", "one document", "remove the '---', or keep the second in a file of its own");
                return root;
            }
            _parser.MoveNext();
            root = Piece(0);
        }
        return root;
    }

    // Reads the piece whose first event is the current one, and leaves its last event current.
    private YamlPiece Piece(int depth)
    {
        var here = _parser.Current!;
        if (depth > DepthLimit || ++_pieces > PieceLimit)
            throw new YamlException(here.Start, here.End, depth > DepthLimit ? $"nested deeper than {DepthLimit} levels" : $"more than {PieceLimit} values");
        YamlPiece piece = here switch
        {
            Scalar scalar => new YamlScalar(scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any, Line(here), Column(here)),
            SequenceStart => Sequence(here, depth),
            MappingStart => Mapping(here, depth),
            AnchorAlias alias => Alias(alias),
            _ => throw new YamlException(here.Start, here.End, "unexpected end"),
        };
        if (here is NodeEvent { Anchor.IsEmpty: false } named) _anchors[named.Anchor.Value] = piece;
        return piece;
    }

    private YamlSequence Sequence(ParsingEvent start, int depth)
    {
        var items = new List<YamlPiece>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd) items.Add(Piece(depth + 1));
        return new YamlSequence(items, Line(start), Column(start));
    }

    private YamlMapping Mapping(ParsingEvent start, int depth)
    {
        var pairs = new List<KeyValuePair<YamlPiece, YamlPiece>>();
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var key = Piece(depth + 1);
            _parser.MoveNext();
            var value = Piece(depth + 1);
            if (key is YamlScalar { IsPlain: true, Text: "<<" }) Merge(value, pairs);
            else pairs.Add(new(key, value));
        }
        return new YamlMapping(pairs, Line(start), Column(start));
    }

    // Pairs that are merged in stand first and give way to pairs of the mapping itself: see SectionReader.
    private void Merge(YamlPiece value, List<KeyValuePair<YamlPiece, YamlPiece>> pairs)
    {
        var sources = value is YamlSequence many ? many.Items : [value];
        foreach (var source in sources)
        {
            if (source is YamlMapping mapping) pairs.AddRange(mapping.Pairs.Select(pair => new KeyValuePair<YamlPiece, YamlPiece>(new YamlMergedKey(pair.Key), pair.Value)));
            else if (source is not YamlBroken) Tell(source, source.Show, "a mapping, as an alias to an anchor above", "write '<<: *name'");
            _pieces += source is YamlMapping counted ? counted.Pairs.Count : 0;
        }
    }

    private YamlPiece Alias(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var piece)) return piece;
        var broken = new YamlBroken(Line(alias), Column(alias));
        Tell(broken, $"'*{Shorten.Text(alias.Value.Value)}', which YAML takes for a reference to an anchor that is not there", "a value",
            $"put quotes around a value that begins with *: \"*{Shorten.Text(alias.Value.Value)}\"");
        return broken;
    }

    private void Tell(Mark place, string found, string expected, string advice) =>
        Tell(new YamlBroken((int)place.Line, (int)place.Column), found, expected, advice);

    private void Tell(YamlPiece place, string found, string expected, string advice) =>
        _errors.Add(new ConfigError(place.In(_file), "", found, expected, advice));

    private static int Line(ParsingEvent here) => (int)here.Start.Line;

    private static int Column(ParsingEvent here) => (int)here.Start.Column;
}

/// <summary>A key that came in through <c>&lt;&lt;</c>; one written in the mapping itself wins over it.</summary>
internal sealed record YamlMergedKey(YamlPiece Key) : YamlPiece(Key.Line, Key.Column)
{
    /// <summary>The key itself, however many times it was merged.</summary>
    public YamlPiece Innermost => Key is YamlMergedKey deeper ? deeper.Innermost : Key;

    /// <inheritdoc/>
    public override string Show => Key.Show;
}
