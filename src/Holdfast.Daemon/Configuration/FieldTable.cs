namespace Holdfast.Daemon.Configuration;

/// <summary>One word of the configuration: the single source of what is read, shown, completed by editors and documented.</summary>
/// <param name="Key">The word.</param>
/// <param name="Shape">What may stand behind it.</param>
/// <param name="Meaning">What it means, in a sentence.</param>
internal sealed record Field(string Key, Shape Shape, string Meaning)
{
    /// <summary>The value when nobody says one, as text; null for none. <c>{state}</c> stands for the state directory.</summary>
    public string? Default { get; init; }

    /// <summary>In words, what holds when nobody says anything and <see cref="Default"/> is null.</summary>
    public string? DefaultInWords { get; init; }

    /// <summary>Kinds of store or job that know the word; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Kinds that cannot do without it; <c>*</c> for all.</summary>
    public IReadOnlyList<string> RequiredBy { get; init; } = [];

    /// <summary>Another spelling that is understood.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether the word belongs to a section of this kind.</summary>
    public bool BelongsTo(string? kind) => Kinds.Count == 0 || kind is null || Kinds.Contains(kind);

    /// <summary>Whether a section of this kind needs the word.</summary>
    public bool IsRequiredBy(string? kind) => RequiredBy.Contains("*") || (kind is not null && RequiredBy.Contains(kind));
}

/// <summary>The words of one mapping.</summary>
/// <param name="Fields">The words, in the order in which they are shown.</param>
internal sealed record FieldTable(IReadOnlyList<Field> Fields)
{
    /// <summary>The field of a key, or null.</summary>
    public Field? Find(string key) => Fields.FirstOrDefault(field => field.Key == key || field.Alias == key);
}
