using System.Globalization;
using System.Text;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Demo;

/// <summary>A small lab: a shared tree and a second copy, first in order, then with the things wrong that people get wrong.</summary>
internal sealed class SampleLab(string directory, bool isRoot)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateDirectory = Private | UnixFileMode.UserExecute;
    private const string OwnerNumbers = "1001:999";

    /// <summary>The shared tree.</summary>
    public string Shared { get; } = Path.Combine(directory, "lab", "shared");

    /// <summary>The second copy.</summary>
    public string Legacy { get; } = Path.Combine(directory, "legacy", "shared");

    /// <summary>The demo's configuration.</summary>
    public string ConfigFile { get; } = Path.Combine(directory, "holdfast.yaml");

    /// <summary>The demo's own records.</summary>
    public string State { get; } = Path.Combine(directory, "state");

    /// <summary>Makes the lab as it was yesterday, and its configuration.</summary>
    /// <exception cref="CommandException">Something is in the way.</exception>
    public void Build()
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new CommandException(ExitCode.Usage, $"{directory} is not empty: the demo wants a directory of its own");
        if (OperatingSystem.IsWindows()) throw new CommandException(ExitCode.Usage, "the demo shows modes and owners, which this system does not have");
        Directory.CreateDirectory(directory, PrivateDirectory);
        foreach (var name in (string[])["datasets/mnist-mini", "notebooks", "uploads"]) Directory.CreateDirectory(Path.Combine(Shared, name));
        Directory.CreateDirectory(Legacy);
        Write(Shared, "README.md", "Everything here is shared by all environments of the lab.\n");
        Write(Shared, "datasets/mnist-mini/labels.csv", Labels(1_000));
        Write(Shared, "datasets/mnist-mini/images.bin", new string('#', 600_000));
        Write(Shared, "notebooks/intro.ipynb", "{ \"cells\": [], \"nbformat\": 4, \"nbformat_minor\": 5 }\n");
        File.WriteAllText(ConfigFile, Config());
    }

    /// <summary>Does to it what happens in a lab over a day.</summary>
    public void GoWrong()
    {
        if (OperatingSystem.IsWindows()) return;
        Write(Shared, "datasets/mnist-mini/labels.csv", Labels(1_200));
        Write(Shared, "uploads/cohort-7.csv", Labels(400));
        File.SetUnixFileMode(Path.Combine(Shared, "uploads/cohort-7.csv"), Private);
        File.SetUnixFileMode(Path.Combine(Shared, "datasets/mnist-mini/images.bin"), Private);
        File.SetUnixFileMode(Path.Combine(Shared, "notebooks"), PrivateDirectory);
        Write(Legacy, "notebooks/saved-by-ada.ipynb", "{ \"cells\": [\"three days of work\"] }\n");
    }

    private string Config() => $$"""
        # The demo's configuration. Change it, and run 'holdfast config validate'.
        stores:
          lab:    { kind: local, path: '{{Quoted(Shared)}}' }
          legacy: { kind: local, path: '{{Quoted(Legacy)}}' }
        jobs:
          permissions: { kind: permissions, store: lab, {{(isRoot ? $"owner: \"{OwnerNumbers}\", " : "")}}directories: "775", files: "664", every: 1m }
          mirror:      { kind: mirror, from: lab, to: [legacy], every: 5m }

        """;

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);

    private static string Labels(int count)
    {
        var text = new StringBuilder("image,digit\n");
        for (var image = 0; image < count; image++) text.Append(CultureInfo.InvariantCulture, $"{image},{image * 7 % 10}\n");
        return text.ToString();
    }

    private static void Write(string root, string name, string text)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
