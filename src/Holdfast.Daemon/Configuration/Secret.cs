namespace Holdfast.Daemon.Configuration;

/// <summary>Where a secret comes from.</summary>
public enum SecretPlace : byte
{
    /// <summary>It stands in the configuration itself.</summary>
    Text,

    /// <summary>The first line of a file.</summary>
    File,

    /// <summary>A variable of the environment.</summary>
    Environment,

    /// <summary>The first line a program prints.</summary>
    Command,
}

/// <summary>A secret as the configuration names it: never the secret itself in any text.</summary>
/// <param name="Place">Where it comes from.</param>
/// <param name="Value">Path, variable, or command line; for <see cref="SecretPlace.Text"/> the secret.</param>
public sealed record Secret(SecretPlace Place, string Value)
{
    /// <summary>Reads what a configuration says; null when it is none.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="baseDirectory">Where relative paths begin.</param>
    public static Secret? Parse(string text, string baseDirectory)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (word, rest) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        return word switch
        {
            "file" => rest.Length == 0 || rest.Contains('\0', StringComparison.Ordinal) ? null : new Secret(SecretPlace.File, Path.GetFullPath(rest, baseDirectory)),
            "env" => rest.Length == 0 || rest.Contains('=', StringComparison.Ordinal) ? null : new Secret(SecretPlace.Environment, rest),
            "command" => rest.Trim().Length == 0 ? null : new Secret(SecretPlace.Command, rest.Trim()),
            _ => text.Length == 0 ? null : new Secret(SecretPlace.Text, text),
        };
    }

    /// <summary>As the configuration says it; three stars for one that stands there itself.</summary>
    public override string ToString() => Place switch
    {
        SecretPlace.File => $"file:{Value}",
        SecretPlace.Environment => $"env:{Value}",
        SecretPlace.Command => $"command:{Value}",
        _ => "***",
    };
}
