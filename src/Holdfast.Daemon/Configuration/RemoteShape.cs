using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Daemon.Configuration;

/// <summary>A remote of rclone's by its name, with a folder. Remotes that are described where they are used are not taken: secrets would stand in them.</summary>
internal sealed partial class RemoteShape : ScalarShape
{
    private const string Pattern = @"^[\w.+@ -]+:[^\]\x00-\x1f]*$";

    /// <inheritdoc/>
    public override string Expected => "a remote of rclone.conf and a folder in it, such as box:folder";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text == text.Trim() && Remote().IsMatch(text) && !text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('/').Contains("..") ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", Pattern);
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Remote();
}
