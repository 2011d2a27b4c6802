namespace Holdfast.Daemon.Configuration;

/// <summary>Lays environment and flags over what the file says, and defaults under it.</summary>
internal sealed class Overrides(SettingsMap settings, List<ConfigError> errors, List<ConfigError> warnings)
{
    // Variables that are no fields but known to other parts of the program.
    private static readonly string[] OtherVariables =
        ["HOLDFAST_CONFIG", "HOLDFAST_STATE", "HOLDFAST_SOCKET", "HOLDFAST_LOG_LEVEL", "HOLDFAST_NO_COLOR"];

    /// <summary>Name of the variable that sets a field: <c>HOLDFAST_JOBS_MIRROR_MAX_DELETE</c>.</summary>
    public static string Variable(string path) =>
        "HOLDFAST_" + string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    /// <summary>Takes values from the environment. A variable that sets nothing is a warning.</summary>
    public void Environment(IReadOnlyDictionary<string, string> environment, ParseContext context, Origin top)
    {
        var known = new HashSet<string>(OtherVariables, StringComparer.Ordinal);
        foreach (var (path, field, kind, _) in settings.Fields(top).ToArray())
        {
            if (field.Shape is SectionShape or NamesShape) continue;
            var variable = Variable(path);
            var isNew = known.Add(variable);
            if (!environment.TryGetValue(variable, out var text)) continue;
            if (!isNew) errors.Add(new ConfigError(new Origin(OriginKind.Environment, variable), path, "a variable that could mean two fields", "one meaning", "names that differ only in - and _ cannot be told apart here; set it in the file"));
            else Apply(path, field, kind, text, new Origin(OriginKind.Environment, variable), context);
        }
        foreach (var name in environment.Keys.Where(name => name.StartsWith("HOLDFAST_", StringComparison.Ordinal) && !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            warnings.Add(new ConfigError(new Origin(OriginKind.Environment, name), "", "a variable that sets nothing", "the name of a field",
                Nearest.Of(name.Length > 64 ? "" : name, known) is { } near ? $"did you mean {near.ToUpperInvariant()}?" : null));
        }
    }

    /// <summary>Takes values from the command line.</summary>
    public void Flags(IReadOnlyDictionary<string, string> flags, ParseContext context, Origin top)
    {
        var fields = settings.Fields(top).Where(entry => entry.Field.Shape is not (SectionShape or NamesShape)).ToArray();
        foreach (var (path, text) in flags)
        {
            var origin = new Origin(OriginKind.Flag, $"--{path}");
            var found = Array.Find(fields, entry => entry.Path == path);
            if (found.Field is not null) Apply(path, found.Field, found.Kind, text, origin, context);
            else errors.Add(new ConfigError(origin, path, "a flag that sets nothing", "the path of a field", Nearest.Of(path, fields.Select(entry => entry.Path)) is { } near ? $"did you mean --{near}?" : null));
        }
    }

    /// <summary>Gives every field that nobody set its default, and tells of those that are missing.</summary>
    public void Defaults(string stateDirectory, ParseContext context, Origin top)
    {
        foreach (var (path, field, kind, section) in settings.Fields(top).ToArray())
        {
            if (!field.BelongsTo(kind) || settings.IsBroken(path) || settings.Find(path) is not null) continue;
            if (field.IsRequiredBy(kind) && (field.Shape is not NamesShape || settings.Names(path).Count == 0))
            {
                var what = kind is null || field.Key == "kind" ? "" : $", which a job or store of kind {kind} needs";
                errors.Add(new ConfigError(section, path, "nothing", $"'{field.Key}'{what}", $"add '{field.Key}: …' with {field.Shape.Expected}"));
                settings.Break(path);
            }
            // Without a kind nobody knows which words belong.
            if (field.Default is null || (kind is null && field.Kinds.Count > 0)) continue;
            if (field.Shape is ScalarShape shape && shape.Parse(field.Default.Replace("{state}", stateDirectory, StringComparison.Ordinal), context) is { } value)
                settings.Set(path, new Setting(field, value, Origin.Default));
        }
    }

    private void Apply(string path, Field field, string? kind, string text, Origin origin, ParseContext context)
    {
        if (!field.BelongsTo(kind))
        {
            errors.Add(new ConfigError(origin, path, $"'{field.Key}' for something of kind {kind}", $"words of that kind; '{field.Key}' is for {string.Join(", ", field.Kinds)}"));
            return;
        }
        if (field.Shape is ListShape list)
        {
            var items = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part => Scalar(list.Item, path, part, origin, context)).ToArray();
            if (Array.TrueForAll(items, item => item is not null)) settings.Set(path, new Setting(field, items.Select(item => new SettingItem(item!, origin)).ToArray(), origin));
        }
        else if (field.Shape is ScalarShape shape && Scalar(shape, path, text, origin, context) is { } value)
        {
            settings.Set(path, new Setting(field, value, origin));
        }
    }

    private object? Scalar(ScalarShape shape, string path, string text, Origin origin, ParseContext context)
    {
        if (shape.Parse(text, context) is { } value) return value;
        errors.Add(new ConfigError(origin, path, shape.IsSecret ? "something else, which is not shown" : $"'{Shorten.Text(text)}'", shape.Expected, shape.Advise(text)));
        settings.Break(path);
        return null;
    }
}
