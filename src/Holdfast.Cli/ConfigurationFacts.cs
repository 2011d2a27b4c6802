namespace Holdfast.Cli;

/// <summary>One thing that is wrong with a configuration, or should be looked at.</summary>
/// <param name="Text">All of it on one line, place first.</param>
/// <param name="IsWarning">Whether the configuration can be used all the same.</param>
/// <param name="Source">The file, variable or flag.</param>
/// <param name="Line">Line in the file, from 1; 0 where there is none.</param>
/// <param name="Column">Column, from 1; 0 where there is none.</param>
/// <param name="Field">Path of the field; empty for the file as a whole.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What could stand there.</param>
/// <param name="Advice">What to do, or null.</param>
internal sealed record ConfigurationProblem(string Text, bool IsWarning, string Source, int Line, int Column, string Field, string Found, string Expected, string? Advice);

/// <summary>A directory the configuration names.</summary>
/// <param name="Name">Name of the store.</param>
/// <param name="Path">The directory as configured, absolute.</param>
/// <param name="Resolved">The same, free of links.</param>
internal sealed record ConfiguredStore(string Name, string Path, string Resolved);

/// <summary>How far the daemon reaches over the network; each further than those before it.</summary>
internal enum NetworkReach : byte
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>This machine alone.</summary>
    Loopback = 1,

    /// <summary>Other machines.</summary>
    Any = 2,
}

/// <summary>What the commands that work on no state need to know of a configuration.</summary>
internal sealed record ConfigurationFacts
{
    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>Where Holdfast keeps its records.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Everything that is wrong, and what should be looked at.</summary>
    public required IReadOnlyList<ConfigurationProblem> Problems { get; init; }

    /// <summary>Stores with a directory; empty when there are errors.</summary>
    public IReadOnlyList<ConfiguredStore> Stores { get; init; } = [];

    /// <summary>Number of stores; 0 when there are errors.</summary>
    public int StoreCount { get; init; }

    /// <summary>Names of the jobs; empty when there are errors.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>Where the log goes besides standard error; null for nowhere.</summary>
    public string? LogFile { get; init; }

    /// <summary>Where lies what is needed for a while; null for the usual places.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Where reports go; null when there are errors.</summary>
    public string? ReportsDirectory { get; init; }

    /// <summary>How far the daemon reaches over the network.</summary>
    public NetworkReach Network { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => !Problems.Any(problem => !problem.IsWarning);
}

/// <summary>What became of one line of an old file.</summary>
/// <param name="Line">Line number; 0 for what stood in no line.</param>
/// <param name="Text">The line.</param>
/// <param name="Became">What it became.</param>
/// <param name="NeedsALook">Whether somebody should look at it.</param>
internal sealed record CarriedLine(int Line, string Text, string Became, bool NeedsALook);

/// <summary>What came of reading an old file.</summary>
/// <param name="Text">The new configuration; null when something was missing.</param>
/// <param name="Lines">What became of each line.</param>
/// <param name="Problems">What was missing.</param>
internal sealed record Carried(string? Text, IReadOnlyList<CarriedLine> Lines, IReadOnlyList<string> Problems)
{
    /// <summary>Secrets that get files of their own, by path.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>The old program's record of what it carried; null when there is none.</summary>
    public string? SyncState { get; init; }
}

/// <summary>What a first configuration is made from; words of people as they are.</summary>
/// <param name="From">The directory that is kept right, and read.</param>
/// <param name="To">The directory it is carried to; null for none.</param>
/// <param name="Owner">Owner such as <c>llurad:docker</c>; null to leave owners alone.</param>
/// <param name="Directories">Mode of directories; null to leave them alone.</param>
/// <param name="Files">Mode of files; null to leave them alone.</param>
/// <param name="Every">Time between two runs; null for the usual.</param>
internal sealed record FirstAnswers(string From, string? To, string? Owner, string? Directories, string? Files, string? Every);
