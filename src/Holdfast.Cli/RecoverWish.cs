namespace Holdfast.Cli;

/// <summary>What somebody wants to have back.</summary>
/// <param name="From">Where archives are.</param>
/// <param name="Passphrase">What opens them.</param>
internal sealed record RecoverWish(string From, string Passphrase)
{
    /// <summary>The store of a configuration that has several.</summary>
    public string? Store { get; init; }

    /// <summary>The machine, when there are several.</summary>
    public string? Machine { get; init; }

    /// <summary>Where the configuration goes; null for where it was.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Where the state goes; null for where it was.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Whether it is only said what would be done.</summary>
    public bool IsDry { get; init; }

    /// <summary>Asked whether what stands in the way may be moved aside.</summary>
    public required Func<IReadOnlyList<string>, bool> MayReplace { get; init; }

    /// <summary>Told what is worth a line.</summary>
    public required Action<string> Note { get; init; }
}

/// <summary>What came back, or would.</summary>
/// <param name="Machine">The machine whose state it is.</param>
/// <param name="Made">When the archive was made.</param>
/// <param name="ConfigFile">Where the configuration is.</param>
/// <param name="StateDirectory">Where the state is.</param>
/// <param name="InTheWay">What stands in the way, so that nothing was done.</param>
/// <param name="Outside">What is needed beside it.</param>
/// <param name="IsDry">Whether nothing was to be done.</param>
internal sealed record RecoveredFacts(string Machine, DateTimeOffset Made, string ConfigFile, string StateDirectory, IReadOnlyList<string> InTheWay, IReadOnlyList<string> Outside, bool IsDry);
