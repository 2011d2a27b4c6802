using System.Globalization;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>
/// The search language of the server, as far as this project and the clients that judge it use it. Names compare without regard to
/// case, as the real one's do. What it does not know it refuses.
/// </summary>
internal sealed class DriveQuery
{
    private readonly List<(char Kind, string Text)> _tokens;
    private readonly Func<DriveItem, bool> _isTrashed;
    private int _at;

    private DriveQuery(string text, Func<DriveItem, bool> isTrashed) => (_tokens, _isTrashed) = (Split(text), isTrashed);

    /// <summary>What a query asks for.</summary>
    /// <exception cref="DriveFault">It is none.</exception>
    public static Func<DriveItem, bool> Parse(string? text, Func<DriveItem, bool> isTrashed)
    {
        if (string.IsNullOrEmpty(text)) return static _ => true;
        var query = new DriveQuery(text, isTrashed);
        var parsed = query.Any();
        return query._at == query._tokens.Count ? parsed : throw DriveFault.Invalid("q");
    }

    private Func<DriveItem, bool> Any()
    {
        var left = All();
        while (Takes("or"))
        {
            var (first, second) = (left, All());
            left = item => first(item) || second(item);
        }
        return left;
    }

    private Func<DriveItem, bool> All()
    {
        var left = One();
        while (Takes("and"))
        {
            var (first, second) = (left, One());
            left = item => first(item) && second(item);
        }
        return left;
    }

    private Func<DriveItem, bool> One()
    {
        if (Takes("not"))
        {
            var inner = One();
            return item => !inner(item);
        }
        if (Takes("("))
        {
            var inner = Any();
            return Takes(")") ? inner : throw DriveFault.Invalid("q");
        }
        if (_at < _tokens.Count && _tokens[_at].Kind == 's') return In();
        var (word, sign) = (Word(), Word());
        return (word, sign) switch
        {
            ("trashed", "=") => Flag(Word()) is var wanted ? item => _isTrashed(item) == wanted : throw DriveFault.Invalid("q"),
            ("sharedWithMe", "=") => Flag(Word()) is var wanted ? item => item.IsSharedWithMe == wanted : throw DriveFault.Invalid("q"),
            ("name", "=") => Text() is var name ? item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase) : throw DriveFault.Invalid("q"),
            ("name", "contains") => Text() is var part ? item => item.Name.StartsWith(part, StringComparison.OrdinalIgnoreCase) : throw DriveFault.Invalid("q"),
            ("mimeType", "=") => Text() is var mime ? item => item.Mime == mime : throw DriveFault.Invalid("q"),
            ("mimeType", "!=") => Text() is var mime ? item => item.Mime != mime : throw DriveFault.Invalid("q"),
            ("modifiedTime", ">") => Moment() is var after ? item => item.Modified > after : throw DriveFault.Invalid("q"),
            ("modifiedTime", ">=") => Moment() is var after ? item => item.Modified >= after : throw DriveFault.Invalid("q"),
            _ => throw DriveFault.Invalid("q"),
        };
    }

    private Func<DriveItem, bool> In()
    {
        var value = Text();
        if (!Takes("in")) throw DriveFault.Invalid("q");
        return Word() switch
        {
            "parents" => item => item.Parent == value,
            "owners" when value == "me" => item => item.IsMine,
            _ => throw DriveFault.Invalid("q"),
        };
    }

    private bool Takes(string word)
    {
        if (_at >= _tokens.Count || _tokens[_at].Kind == 's' || _tokens[_at].Text != word) return false;
        _at++;
        return true;
    }

    private string Word() => _at < _tokens.Count && _tokens[_at].Kind == 'w' ? _tokens[_at++].Text : throw DriveFault.Invalid("q");

    private string Text() => _at < _tokens.Count && _tokens[_at].Kind == 's' ? _tokens[_at++].Text : throw DriveFault.Invalid("q");

    private static bool Flag(string word) => word switch { "true" => true, "false" => false, _ => throw DriveFault.Invalid("q") };

    private DateTimeOffset Moment() => DateTimeOffset.TryParse(Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : throw DriveFault.Invalid("q");

    private static List<(char Kind, string Text)> Split(string text)
    {
        var tokens = new List<(char, string)>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c == ' ') at++;
            else if (c is '(' or ')')
            {
                tokens.Add(('p', text[at++..][..1]));
            }
            else if (c == '\'') tokens.Add(('s', Quoted(text, ref at)));
            else
            {
                var from = at;
                if (c is '=' or '!' or '<' or '>') while (at < text.Length && text[at] is '=' or '!' or '<' or '>') at++;
                else while (at < text.Length && char.IsLetter(text[at])) at++;
                if (at == from) throw DriveFault.Invalid("q");
                tokens.Add(('w', text[from..at]));
            }
        }
        return tokens;
    }

    private static string Quoted(string text, ref int at)
    {
        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '\''; at++)
        {
            if (text[at] == '\\' && ++at >= text.Length) break;
            value.Append(text[at]);
        }
        return at++ < text.Length ? value.ToString() : throw DriveFault.Invalid("q");
    }
}
