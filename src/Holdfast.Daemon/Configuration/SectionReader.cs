using System.Globalization;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Reads pieces of YAML by the table of words into settings; tells every error and goes on.</summary>
internal sealed class SectionReader(string file, ParseContext context, SettingsMap settings, List<ConfigError> errors)
{
    /// <summary>Reads a mapping.</summary>
    /// <param name="table">Its words.</param>
    /// <param name="prefix">Path of the mapping with a dot behind it; empty at the top.</param>
    /// <param name="piece">The mapping.</param>
    /// <param name="expected">What is expected in its place.</param>
    public void Read(FieldTable table, string prefix, YamlPiece piece, string expected)
    {
        if (Pairs(prefix, piece, expected) is not { } pairs) return;
        // A misspelt kind is one error; it must not make an error of every word behind it.
        var kind = pairs.Find(pair => pair.Key == "kind").Value is YamlScalar { Text: var text } && table.Find("kind")?.Shape is ChoiceShape kinds && kinds.Words.Contains(text) ? text : null;
        foreach (var (key, place, value) in pairs)
        {
            if (prefix.Length == 0 && key.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (table.Find(key) is { } field) ReadField(field, prefix + field.Key, kind, place, value);
            else Unknown(table, prefix, key, place, kind);
        }
    }

    private void ReadField(Field field, string path, string? kind, YamlPiece place, YamlPiece value)
    {
        if (value is YamlBroken)
        {
            settings.Break(path);
            return;
        }
        if (!field.BelongsTo(kind))
        {
            Tell(path, place, $"'{field.Key}' in something of kind {Shorten.Text(kind!)}", $"words of that kind; '{field.Key}' is for {string.Join(", ", field.Kinds)}", "remove it, or change the kind");
            return;
        }
        switch (field.Shape)
        {
            case SectionShape section: Read(section.Fields, path + ".", value, section.Expected); break;
            case NamesShape names: ReadNames(names, path, value); break;
            case ListShape list: ReadList(field, list, path, value); break;
            case LimitShape limit when value is YamlMapping: ReadLimit(field, limit, path, value); break;
            case ScalarShape scalar when ReadScalar(scalar, path, value) is { } read: settings.Set(path, new Setting(field, read, value.In(file))); break;
        }
    }

    private object? ReadScalar(ScalarShape shape, string path, YamlPiece piece)
    {
        var read = piece is YamlScalar { IsNothing: false } scalar ? shape.Parse(scalar.Text, context) : null;
        if (read is not null) return read;
        settings.Break(path);
        var advice = piece switch
        {
            YamlScalar { IsNothing: true } => "write a value, or remove the line",
            YamlScalar { Text: var text } => shape.Advise(text),
            YamlSequence when shape is FilterShape => "a dash and a blank begin a list in YAML: put the rule in quotes, \"- PATTERN\"",
            _ => null,
        };
        Tell(path, piece, shape.IsSecret && piece is YamlScalar { IsNothing: false } ? "something else, which is not shown" : piece.Show, shape.Expected, advice);
        return null;
    }

    private void ReadList(Field field, ListShape list, string path, YamlPiece piece)
    {
        if (piece is YamlMapping or YamlScalar { IsNothing: true })
        {
            settings.Break(path);
            Tell(path, piece, piece.Show, list.Expected, piece is YamlScalar ? "write [] for none, or remove the line" : null);
            return;
        }
        var items = new List<SettingItem>();
        foreach (var item in piece is YamlSequence sequence ? sequence.Items : [piece])
        {
            if (item is YamlBroken) settings.Break(path);
            else if (ReadScalar(list.Item, path, item) is { } value) items.Add(new SettingItem(value, item.In(file)));
        }
        if (!settings.IsBroken(path)) settings.Set(path, new Setting(field, items.ToArray(), piece.In(file)));
    }

    private void ReadLimit(Field field, LimitShape shape, string path, YamlPiece piece)
    {
        if (Pairs(path + ".", piece, shape.Expected) is not { } pairs) return;
        var limit = new MassLimit(null, null);
        foreach (var (key, place, value) in pairs)
        {
            var text = (value as YamlScalar)?.Text ?? "";
            if (key == "percent" && LimitShape.Percent.Parse(text, context) is double percent) limit = limit with { Percent = percent };
            else if (key == "files" && LimitShape.Count(text) is { } files) limit = limit with { Files = files };
            else
            {
                settings.Break(path);
                var known = key is "percent" or "files";
                if (value is not YamlBroken) Tell(known ? $"{path}.{key}" : path, known ? value : place, known ? value.Show : $"the key '{Shorten.Text(key)}'", known ? key == "files" ? "a number of files" : LimitShape.Percent.Expected : "percent and files", null);
            }
        }
        if (!settings.IsBroken(path)) settings.Set(path, new Setting(field, limit, piece.In(file)));
    }

    private void ReadNames(NamesShape names, string path, YamlPiece piece)
    {
        if (Pairs(path + ".", piece, names.Expected) is not { } pairs)
        {
            settings.Break(path);
            return;
        }
        foreach (var (name, place, value) in pairs)
        {
            if (!NameShape.IsName(name))
            {
                Tell(path, place, $"the name '{Shorten.Text(name)}'", new NameShape(names.What).Expected, null);
                continue;
            }
            settings.Name(path, new NamedSection(name, place.In(file)));
            Read(names.Fields, $"{path}.{name}.", value, $"a mapping with the settings of the {names.What}");
            if (value is not YamlMapping) settings.Break($"{path}.{name}.kind");
        }
    }

    // The pairs of a mapping with keys as text; told are keys that are none, and keys that stand there twice.
    private List<(string Key, YamlPiece Place, YamlPiece Value)>? Pairs(string prefix, YamlPiece piece, string expected)
    {
        var path = prefix.TrimEnd('.');
        if (piece is not YamlMapping mapping)
        {
            if (piece is not YamlBroken) Tell(path, piece, piece.Show, expected, null);
            return null;
        }
        var pairs = new List<(string Key, YamlPiece Place, YamlPiece Value)>();
        var seen = new Dictionary<string, (int Index, bool Merged)>(StringComparer.Ordinal);
        foreach (var (rawKey, value) in mapping.Pairs)
        {
            var merged = rawKey is YamlMergedKey;
            var key = rawKey is YamlMergedKey inner ? inner.Innermost : rawKey;
            if (key is not YamlScalar { Text: var text })
            {
                if (key is not YamlBroken) Tell(path, key, $"{key.Show} as a key", "a word", null);
            }
            else if (!seen.TryGetValue(text, out var first))
            {
                seen[text] = (pairs.Count, merged);
                pairs.Add((text, key, value));
            }
            else if (first.Merged && !merged)
            {
                seen[text] = (first.Index, false);
                pairs[first.Index] = (text, key, value);
            }
            else if (!merged)
            {
                Tell(prefix + Shorten.Text(text), key, $"'{Shorten.Text(text)}' a second time", "each key once",
                    string.Create(CultureInfo.InvariantCulture, $"remove one of the two; the other is in line {pairs[first.Index].Place.Line}"));
            }
        }
        return pairs;
    }

    private void Unknown(FieldTable table, string prefix, string key, YamlPiece place, string? kind)
    {
        var words = table.Fields.Where(field => field.BelongsTo(kind)).Select(field => field.Key).ToArray();
        var near = Nearest.Of(key, words) ?? Nearest.Of(key, table.Fields.Select(field => field.Key));
        Tell(prefix + Shorten.Text(key), place, $"the unknown key '{Shorten.Text(key)}'", $"one of {string.Join(", ", words)}", near is null ? null : $"did you mean '{near}'?");
        if (near is not null) settings.Break(prefix + near);
    }

    private void Tell(string path, YamlPiece place, string found, string expected, string? advice) =>
        errors.Add(new ConfigError(place.In(file), path, found, expected, advice));
}
