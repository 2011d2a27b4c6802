namespace Holdfast.Daemon.Configuration;

/// <summary>What is asked of an import of a backup system's <c>config.yaml</c>.</summary>
public sealed record BackupRequest
{
    /// <summary>The old file.</summary>
    public required string File { get; init; }

    /// <summary>Its text.</summary>
    public required string Text { get; init; }

    /// <summary>Text of the <c>.env</c> beside it; null when there is none.</summary>
    public string? Environment { get; init; }

    /// <summary>The directory into which secrets are written, absolute.</summary>
    public required string Secrets { get; init; }

    /// <summary>The account whose Drive is read; null when nobody said.</summary>
    public string? Account { get; init; }
}

/// <summary>A secret that gets a file of its own, for its owner alone.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">The secret.</param>
public sealed record ImportedSecret(string Path, string Text);

/// <summary>What came of an import.</summary>
/// <param name="Yaml">The new configuration; null when something was missing.</param>
/// <param name="Lines">What became of each line, in order.</param>
/// <param name="Secrets">Secrets the new configuration names by their files.</param>
/// <param name="Errors">What was missing.</param>
public sealed record BackupResult(string? Yaml, IReadOnlyList<ImportedLine> Lines, IReadOnlyList<ImportedSecret> Secrets, IReadOnlyList<ConfigError> Errors);

/// <summary>Carries the <c>config.yaml</c> and <c>.env</c> of a Drive-to-S3 backup over to a job that does the same, and tells what became of each line.</summary>
public static class BackupImport
{
    /// <summary>Name of the job it makes.</summary>
    public const string Job = "backup";

    /// <summary>Reads the old files, and writes the new configuration as text.</summary>
    public static BackupResult Import(BackupRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new List<ConfigError>();
        if (YamlReader.Read(request.Text, request.File, errors) is not { } root || errors.Count > 0) return new BackupResult(null, [], [], errors);
        var said = new BackupSettings(request);
        said.Read(root);
        if (said.Destinations.Count == 0)
            errors.Add(new ConfigError(new Origin(OriginKind.File, request.File), "destinations", "no destination that is switched on and names a bucket", "a mapping 'destinations' as the old program has it", "look whether this is its config.yaml"));
        return errors.Count > 0 ? new BackupResult(null, said.Lines, [], errors) : new BackupResult(BackupYaml.Write(said, request), said.Lines, said.Secrets, []);
    }
}
