namespace Holdfast.Daemon.Configuration;

/// <summary>What kind of source a value came from; a later one wins over an earlier one.</summary>
public enum OriginKind : byte
{
    /// <summary>Nobody said anything.</summary>
    Default,

    /// <summary>A line of the configuration file, or of a file it names.</summary>
    File,

    /// <summary>A variable of the environment.</summary>
    Environment,

    /// <summary>A flag of the command line.</summary>
    Flag,
}

/// <summary>Where a value was said.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="Name">The file, the variable or the flag; empty for a default.</param>
/// <param name="Line">Line in the file, from 1; 0 where there is none.</param>
/// <param name="Column">Column in the line, from 1; 0 where there is none.</param>
public sealed record Origin(OriginKind Kind, string Name = "", int Line = 0, int Column = 0)
{
    /// <summary>Nobody said it.</summary>
    public static Origin Default { get; } = new(OriginKind.Default);

    /// <summary>The origin for people: <c>default</c>, <c>holdfast.yaml:7</c>, <c>environment HOLDFAST_TIMEZONE</c>, <c>flag --log-file</c>.</summary>
    public override string ToString() => Kind switch
    {
        OriginKind.File => Line > 0 ? $"{Shorten.Line(Name)}:{Line}" : Shorten.Line(Name),
        OriginKind.Environment => $"environment {Shorten.Line(Name)}",
        OriginKind.Flag => $"flag {Shorten.Line(Name)}",
        _ => "default",
    };
}
