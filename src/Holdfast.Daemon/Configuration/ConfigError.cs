using System.Text;

namespace Holdfast.Daemon.Configuration;

/// <summary>One thing that is wrong with a configuration, and what to do about it.</summary>
/// <param name="Place">Where it was said.</param>
/// <param name="Field">Path of the field, such as <c>jobs.mirror.every</c>; empty for the file as a whole.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What could stand there.</param>
/// <param name="Advice">What to do, or null when that is plain.</param>
/// <param name="Other">The other place it disagrees with, or null.</param>
public sealed record ConfigError(Origin Place, string Field, string Found, string Expected, string? Advice = null, Origin? Other = null)
{
    /// <summary><c>FILE:LINE:COLUMN: FIELD: found …, expected …; advice</c>, on one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Place);
        if (Place.Kind == OriginKind.File && Place.Column > 0) text.Append(':').Append(Place.Column);
        if (Field.Length > 0) text.Append(": ").Append(Field);
        text.Append(": found ").Append(Found).Append(", expected ").Append(Expected);
        if (Other is not null) text.Append(" (see ").Append(Other).Append(')');
        if (Advice is not null) text.Append("; ").Append(Advice);
        return text.ToString();
    }
}

/// <summary>A configuration cannot be used; carries every error that was found.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="errors">Everything that is wrong; at least one.</param>
    public ConfigException(IReadOnlyList<ConfigError> errors)
        : base(string.Join('\n', errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ConfigError> Errors { get; }
}

/// <summary>What came of reading a configuration: the configuration, or every error in it.</summary>
/// <param name="Config">The configuration; null when there are errors.</param>
/// <param name="Errors">Everything that is wrong, in the order of the places.</param>
/// <param name="Warnings">What does not stop it but should be looked at.</param>
public sealed record ConfigResult(HoldfastConfig? Config, IReadOnlyList<ConfigError> Errors, IReadOnlyList<ConfigError> Warnings)
{
    /// <summary>The configuration.</summary>
    /// <exception cref="ConfigException">There are errors.</exception>
    public HoldfastConfig Required => Config ?? throw new ConfigException(Errors);
}
