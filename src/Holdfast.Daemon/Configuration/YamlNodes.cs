namespace Holdfast.Daemon.Configuration;

/// <summary>A piece of YAML and where it stands.</summary>
internal abstract record YamlPiece(int Line, int Column)
{
    /// <summary>What it is, in words that tell a user what was found.</summary>
    public abstract string Show { get; }

    /// <summary>Its place in a file.</summary>
    public Origin In(string file) => new(OriginKind.File, file, Line, Column);
}

/// <summary>A scalar.</summary>
internal sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlPiece(Line, Column)
{
    /// <summary>Whether nothing is said: an empty plain scalar, <c>~</c> or <c>null</c>.</summary>
    public bool IsNothing => IsPlain && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Show => IsNothing ? "nothing" : $"'{Shorten.Text(Text)}'";
}

/// <summary>A sequence.</summary>
internal sealed record YamlSequence(IReadOnlyList<YamlPiece> Items, int Line, int Column) : YamlPiece(Line, Column)
{
    /// <inheritdoc/>
    public override string Show => "a list";
}

/// <summary>A mapping, its pairs in order; keys may stand in it twice.</summary>
internal sealed record YamlMapping(IReadOnlyList<KeyValuePair<YamlPiece, YamlPiece>> Pairs, int Line, int Column) : YamlPiece(Line, Column)
{
    /// <inheritdoc/>
    public override string Show => "a mapping";
}

/// <summary>Something that could not be read and has been told of already.</summary>
internal sealed record YamlBroken(int Line, int Column) : YamlPiece(Line, Column)
{
    /// <inheritdoc/>
    public override string Show => "something unreadable";
}
