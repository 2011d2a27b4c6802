using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Daemon.Support;

/// <summary>
/// Takes out of what is given to others what is nobody's business: names of files and people, addresses, hosts. Each is replaced by
/// a word that is the same wherever it stood, and different in every bundle, so that what belongs together can still be seen.
/// </summary>
internal sealed partial class Redactor
{
    private static readonly HashSet<string> Private = new(StringComparer.Ordinal)
    {
        "path", "path_b64", "from", "from_b64", "current", "location", "config_file", "state_directory", "file", "directory", "who", "by", "address", "note", "collector", "url",
    };

    // Fields of the configuration, which holds each value in an object of its own.
    private static readonly HashSet<string> PrivateSettings = new(StringComparer.Ordinal) { "host", "hosts", "user", "bucket", "prefix" };

    private const int ShortestName = 3;

    private readonly byte[] _salt;
    private readonly string _host;
    private readonly Regex? _names;

    /// <summary>Makes one.</summary>
    /// <param name="salt">Chance, so that nobody finds out a name by trying names.</param>
    /// <param name="host">Name of this machine.</param>
    /// <param name="names">Names of people and hosts that may stand anywhere in a text.</param>
    public Redactor(byte[] salt, string host, params IEnumerable<string> names) =>
        (_salt, _host, _names) = (salt, host, Any([.. names.Where(name => name.Length >= ShortestName).OrderByDescending(name => name.Length).Select(Regex.Escape)]));

    /// <summary>A text without paths, addresses and the name of the machine.</summary>
    public string Text(string text)
    {
        var clean = Path().Replace(text, found => Word("path", found.Value));
        clean = Mail().Replace(clean, found => Word("mail", found.Value));
        clean = Address().Replace(clean, found => found.Value is "127.0.0.1" or "0.0.0.0" ? found.Value : Word("address", found.Value));
        if (_names is not null) clean = _names.Replace(clean, found => Word("name", found.Value));
        return _host.Length >= ShortestName ? clean.Replace(_host, "<host>", StringComparison.OrdinalIgnoreCase) : clean;
    }

    /// <summary>JSON of the same shape, in which texts are cleaned and members that hold names replaced.</summary>
    public JsonNode? Json(JsonNode? node, string member = "") => node switch
    {
        JsonObject made => new JsonObject(made.Select(pair => KeyValuePair.Create(pair.Key, Json(pair.Value, pair.Key == "value" && PrivateSettings.Contains(member) ? member : pair.Key)))),
        JsonArray list => new JsonArray([.. list.Select(item => Json(item, member))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create((Private.Contains(member) || PrivateSettings.Contains(member)) && text.Length > 0 ? Word(member, text) : Text(text)),
        _ => node?.DeepClone(),
    };

    private static Regex? Any(string[] names) =>
        names.Length == 0 ? null : new Regex($@"(?<![\w.-])(?:{string.Join('|', names)})(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private string Word(string kind, string text)
    {
        var digest = HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(text));
        return string.Create(CultureInfo.InvariantCulture, $"<{kind} {Convert.ToHexStringLower(digest.AsSpan(0, 4))}>");
    }

    // Whatever has a slash in it. What is no path but looks like one loses nothing anybody needs.
    [GeneratedRegex(@"[^\s""'<>(),;:]*/[^\s""'<>(),;:]*")]
    private static partial Regex Path();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.-]+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex Address();
}
