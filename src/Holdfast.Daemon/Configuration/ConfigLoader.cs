using System.Text;

namespace Holdfast.Daemon.Configuration;

/// <summary>Reads a configuration: file, environment and flags, in one go, with every error told.</summary>
public static class ConfigLoader
{
    private const int SizeLimit = 4 << 20;

    /// <summary>Reads and validates.</summary>
    /// <returns>The configuration, or every error in it. Never throws for anything a user wrote.</returns>
    public static ConfigResult Load(ConfigSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var errors = new List<ConfigError>();
        var warnings = new List<ConfigError>();
        var settings = new SettingsMap();
        var file = Path.GetFullPath(sources.File, sources.WorkingDirectory);
        var top = new Origin(OriginKind.File, sources.File, 1, 1);
        if (Text(sources, file, errors) is not { } text) return new ConfigResult(null, errors, warnings);

        var inFile = new ParseContext(Path.GetDirectoryName(file) ?? "/");
        var outside = new ParseContext(sources.WorkingDirectory);
        if (YamlReader.Read(text, sources.File, errors) is { } root && root is not YamlScalar { IsNothing: true })
            new SectionReader(sources.File, inFile, settings, errors).Read(Words.Top, "", root, "a mapping with stores and jobs");
        // What cannot be read at all says nothing about what is missing.
        else if (errors.Count > 0) return new ConfigResult(null, errors, warnings);

        var overrides = new Overrides(settings, errors, warnings);
        overrides.Environment(sources.Environment, outside, top);
        overrides.Flags(sources.Flags, outside, top);
        overrides.Defaults(sources.StateDirectory, outside, top);

        var filters = new FilterLoader(errors, (path, field, origin) => Bytes(sources, path, field, origin, errors));
        var config = new ConfigBuilder(settings, file, sources.StateDirectory, filters.Load).Build();
        new ReferenceValidator(settings, config, errors, warnings).Check(sources);
        new ServerValidator(settings, config.Server, errors).Check();
        new AlertValidator(settings, config, errors).Check(sources);
        new OverlapValidator(config, sources.Paths, errors, warnings).Check();
        var ordered = errors.OrderBy(error => error.Place.Kind).ThenBy(error => error.Place.Line).ThenBy(error => error.Place.Column).ToArray();
        return new ConfigResult(ordered.Length == 0 ? config with { IsPrivileged = sources.IsPrivileged } : null, ordered, warnings);
    }

    private static string? Text(ConfigSources sources, string file, List<ConfigError> errors)
    {
        if (sources.Text is not null) return sources.Text;
        if (Bytes(sources, file, "", new Origin(OriginKind.File, sources.File), errors) is not { } bytes) return null;
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
        }
        catch (DecoderFallbackException problem)
        {
            var line = 1 + bytes.AsSpan(0, Math.Max(0, problem.Index)).Count((byte)'\n');
            errors.Add(new ConfigError(new Origin(OriginKind.File, sources.File, line, 1), "", "bytes that are no UTF-8", "UTF-8 text", $"convert it: iconv -f LATIN1 -t UTF-8 {file}"));
            return null;
        }
    }

    private static byte[]? Bytes(ConfigSources sources, string path, string field, Origin origin, List<ConfigError> errors)
    {
        var resolved = sources.Paths.Resolve(path);
        if (resolved.End is not { } end)
        {
            errors.Add(new ConfigError(origin, field, resolved.Trouble ?? $"no file {path}", "a file that can be read", field.Length == 0 ? "'holdfast init' makes one" : null));
            return null;
        }
        if (sources.IsPrivileged && FileTrust.Problem(resolved, origin, field) is { } problem)
        {
            errors.Add(problem);
            return null;
        }
        if (end.Kind != Adapters.Files.PathStepKind.File)
        {
            errors.Add(new ConfigError(origin, field, $"{path}, which is no regular file", "a file", null));
            return null;
        }
        try
        {
            var bytes = File.ReadAllBytes(resolved.Path);
            if (bytes.Length <= SizeLimit) return bytes;
            errors.Add(new ConfigError(origin, field, $"{bytes.Length} bytes", "at most 4 MiB", "is it the right file?"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(new ConfigError(origin, field, $"{path}, which cannot be read: {failure.Message}", "a file that can be read", null));
        }
        return null;
    }
}
