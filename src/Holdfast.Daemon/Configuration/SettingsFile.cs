using System.Security.Cryptography;
using System.Text;
using Holdfast.State;

namespace Holdfast.Daemon.Configuration;

/// <summary>The configuration's file, as people look at it and change it while the daemon runs.</summary>
/// <param name="sources">What the running configuration was made from.</param>
internal sealed class SettingsFile(ConfigSources sources)
{
    private readonly Lock _gate = new();

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(sources.File, sources.WorkingDirectory);

    /// <summary>What stands in it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string Read() => File.ReadAllText(Path);

    /// <summary>By what a text is known: its SHA-256 in lower-case hexadecimal.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What would come of a text in the place of the present one.</summary>
    public ConfigResult Check(string text) => ConfigLoader.Load(sources with { Text = text });

    /// <summary>Saves a text, whole or not at all, with the mode the file has; what it replaces stays beside it as <c>.before</c>.</summary>
    /// <param name="text">The text; it was checked.</param>
    /// <param name="wasDigest">Digest of the text it was made from.</param>
    /// <returns>False, and nothing is changed, when another text stands there by now.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public bool Save(string text, string wasDigest)
    {
        lock (_gate)
        {
            var before = Read();
            if (Digest(before) != wasDigest) return false;
            var mode = File.GetUnixFileMode(Path);
            WholeFile.Write($"{Path}.before", Encoding.UTF8.GetBytes(before), mode);
            WholeFile.Write(Path, Encoding.UTF8.GetBytes(text), mode);
            return true;
        }
    }
}
