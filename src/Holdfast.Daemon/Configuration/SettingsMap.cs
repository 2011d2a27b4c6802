namespace Holdfast.Daemon.Configuration;

/// <summary>One value and where it was said.</summary>
/// <param name="Field">The word.</param>
/// <param name="Value">The value as its shape reads it; for a list, an array of <see cref="SettingItem"/>.</param>
/// <param name="Origin">Where it was said.</param>
internal sealed record Setting(Field Field, object Value, Origin Origin);

/// <summary>One value of a list.</summary>
internal sealed record SettingItem(object Value, Origin Origin);

/// <summary>A store or job as it is named.</summary>
internal sealed record NamedSection(string Name, Origin Origin);

/// <summary>All values by path (<c>jobs.mirror.trash.keep</c>), before they become records.</summary>
internal sealed class SettingsMap
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NamedSection>> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>The value of a path, or null.</summary>
    public Setting? Find(string path) => _settings.GetValueOrDefault(path);

    /// <summary>The value of a path when it is of a type.</summary>
    public T? Value<T>(string path) where T : class => Find(path)?.Value as T;

    /// <summary>The value of a path when it is of a type.</summary>
    public T? Number<T>(string path) where T : struct => Find(path)?.Value as T?;

    /// <summary>The values of a list.</summary>
    public IReadOnlyList<SettingItem> Items(string path) => Find(path)?.Value as SettingItem[] ?? [];

    /// <summary>The texts of a list.</summary>
    public string[] Texts(string path) => [.. Items(path).Select(item => (string)item.Value)];

    /// <summary>The value of a choice. Its words stand in the order of the enumeration; a test holds that.</summary>
    public T? Choice<T>(string path) where T : struct, Enum =>
        Find(path) is { Field.Shape: ChoiceShape shape, Value: string word } ? Enum.GetValues<T>()[shape.Words.ToList().IndexOf(word)] : null;

    /// <summary>Sets a value; a later source wins.</summary>
    public void Set(string path, Setting setting)
    {
        _settings[path] = setting;
        _broken.Remove(path);
    }

    /// <summary>Notes that something was said and cannot be used, so that it is not called missing.</summary>
    public void Break(string path) => _broken.Add(path);

    /// <summary>Whether something was said that cannot be used.</summary>
    public bool IsBroken(string path) => _broken.Contains(path);

    /// <summary>The sections of a mapping by name, in order.</summary>
    public IReadOnlyList<NamedSection> Names(string path) => _names.GetValueOrDefault(path) ?? [];

    /// <summary>Adds a named section.</summary>
    public void Name(string path, NamedSection section)
    {
        if (!_names.TryGetValue(path, out var names)) _names[path] = names = [];
        names.Add(section);
    }

    /// <summary>Every field that can have a value here, with its path and the kind of the section it stands in; sections opened.</summary>
    public IEnumerable<(string Path, Field Field, string? Kind, Origin Section)> Fields(Origin top) => Fields(Words.Top, "", null, top);

    private IEnumerable<(string Path, Field Field, string? Kind, Origin Section)> Fields(FieldTable table, string prefix, string? kind, Origin section)
    {
        foreach (var field in table.Fields)
        {
            var path = prefix + field.Key;
            yield return (path, field, kind, section);
            if (field.Shape is SectionShape inner)
            {
                foreach (var found in Fields(inner.Fields, path + ".", kind, section)) if (field.BelongsTo(kind)) yield return found;
            }
            if (field.Shape is not NamesShape names) continue;
            foreach (var named in Names(path))
            {
                var below = $"{path}.{named.Name}.";
                foreach (var found in Fields(names.Fields, below, Value<string>(below + "kind"), named.Origin)) yield return found;
            }
        }
    }
}
