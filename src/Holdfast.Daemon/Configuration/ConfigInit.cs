using System.Text;

namespace Holdfast.Daemon.Configuration;

/// <summary>What a first configuration is made from.</summary>
public sealed record InitAnswers
{
    /// <summary>The directory that is kept right, and read; absolute.</summary>
    public required string From { get; init; }

    /// <summary>The directory it is carried to, absolute; null for none.</summary>
    public string? To { get; init; }

    /// <summary>Owner such as <c>llurad:docker</c>; null to leave owners alone.</summary>
    public string? Owner { get; init; }

    /// <summary>Mode of directories; null to leave them alone.</summary>
    public string? Directories { get; init; }

    /// <summary>Mode of files; null to leave them alone.</summary>
    public string? Files { get; init; }

    /// <summary>Time between two runs.</summary>
    public string Every { get; init; } = "5m";
}

/// <summary>Makes a first configuration, with comments that say what else there is.</summary>
public static class ConfigInit
{
    /// <summary>The text of the file. It is not checked: read it with <see cref="ConfigLoader"/> before it is saved.</summary>
    public static string Write(InitAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var text = new StringBuilder();
        text.Append(ConfigSchema.Modeline).Append('\n');
        text.Append("""
            # What Holdfast shall keep true.
            #   holdfast config validate   tells every mistake, with line and column
            #   holdfast config show       prints what holds, defaults and all, and where each value was said
            # All words: docs/configuration.md

            stores:
              main:
                kind: local

            """);
        text.Append("    path: ").Append(YamlText.Scalar(answers.From)).Append('\n');
        if (answers.To is not null) text.Append("  second:\n    kind: local\n    path: ").Append(YamlText.Scalar(answers.To)).Append('\n');
        var keepsRight = answers.Owner is not null || answers.Directories is not null || answers.Files is not null;
        if (keepsRight || answers.To is not null) text.Append("\njobs:\n");
        if (keepsRight) Permissions(text, answers);
        if (answers.To is not null) Mirror(text, answers);
        return text.ToString();
    }

    /// <summary>Saves a configuration under a name that must be free, and the schema for editors beside it.</summary>
    /// <param name="path">Where, absolute.</param>
    /// <param name="text">What.</param>
    /// <exception cref="ConfigException">Something stands there already.</exception>
    /// <exception cref="IOException">It could not be written; nothing is left under the name.</exception>
    public static void Save(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        // The system's file may come to hold addresses and accounts of other machines; a user's own is a matter of taste.
        var isSystems = directory == Path.GetDirectoryName(ConfigLocator.SystemFile);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, Mode(0b111_101_101));
        Create(path, text, isSystems ? Mode(0b110_100_000) : Mode(0b110_100_100));
        var schema = Path.Combine(directory, ConfigSchema.FileName);
        if (!Path.Exists(schema)) Create(schema, ConfigSchema.Write(), Mode(0b110_100_100));
    }

    private static void Permissions(StringBuilder text, InitAnswers answers)
    {
        text.Append("  # Owner, group and modes are kept right; only what is wrong is touched.\n  permissions:\n    kind: permissions\n    store: main\n");
        if (answers.Owner is { } owner) text.Append("    owner: ").Append(YamlText.Scalar(owner)).Append('\n');
        if (answers.Directories is { } directories) text.Append("    directories: ").Append(YamlText.Scalar(directories)).Append('\n');
        if (answers.Files is { } files) text.Append("    files: ").Append(YamlText.Scalar(files)).Append('\n');
        text.Append("    every: ").Append(YamlText.Scalar(answers.Every)).Append('\n');
    }

    private static void Mirror(StringBuilder text, InitAnswers answers)
    {
        text.Append("  # The second place is kept as the first is.\n  mirror:\n    kind: mirror\n    from: main\n    to: [second]\n    every: ").Append(YamlText.Scalar(answers.Every)).Append('\n');
        text.Append("""
                # What the second place has and the first no longer has: keep, or delete (to the trash).
                # extraneous: keep
                # What somebody changed in the second place: keep, or overwrite (theirs goes to the trash).
                # conflict: keep
                # filters:
                #   - "- *.tmp"
                #   - "- /scratch/***"

            """);
    }

    private static void Create(string path, string text, UnixFileMode mode)
    {
        FileStream file;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            file = new FileStream(path, options);
        }
        catch (IOException) when (Path.Exists(path))
        {
            throw new ConfigException([new ConfigError(new Origin(OriginKind.File, path), "", "a file that is already there", "a name that is free", "remove it first, or name another with --config")]);
        }
        try
        {
            using (file)
            {
                // The umask may have taken bits away that the service needs.
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, mode);
                file.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    private static UnixFileMode Mode(int bits) => (UnixFileMode)bits;
}
